package io.filetransfer.client.transfer;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.VerifyResult;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;

/** What the caller is given of the options of an answer that was checked. */
final class AnswerValues {
    private AnswerValues() {}

    static RemoteFile remoteFile(String name, Options options) {
        Kind kind = options.get(Option.KIND, Kind.OTHER);
        boolean file = kind == Kind.FILE;
        return new RemoteFile(
                name,
                kind,
                file ? options.get(Option.SIZE, 0L) : 0,
                options.get(Option.MODIFIED, null),
                options.get(Option.MODE, -1),
                file ? options.get(Option.VERSION, null) : null,
                file ? options.get(Option.DIGEST, null) : null);
    }

    static VerifyResult verified(String name, Options reply) {
        return new VerifyResult(
                name, reply.get(Option.SIZE, 0L), reply.get(Option.VERSION, null), reply.get(Option.DIGEST, null));
    }
}
