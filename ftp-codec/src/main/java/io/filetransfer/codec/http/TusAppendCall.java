package io.filetransfer.codec.http;

import io.filetransfer.codec.Append;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.handler.codec.http.HttpResponseStatus;

/** PATCH: the next piece of an upload. With the last one the file gets its name. */
class TusAppendCall extends TusCall {
    private final Append append;
    private final long size;

    /** @throws HttpRefusal a field is not well-formed */
    TusAppendCall(HttpHead head, UploadUrl url, long offset) {
        super(head, url);
        this.append = new Append(offset, TusFields.checksum(head));
        this.size = TusFields.bytes(head, TusFields.LENGTH);
    }

    final long size() {
        return size;
    }

    @Override
    Object asked() {
        return request(Choice.PUT, options());
    }

    Options options() {
        return Options.NONE
                .with(Option.APPEND, append)
                .with(Option.DIGEST_ALGORITHM, DigestAlgorithm.NONE)
                .withFlag(Option.ASK_FIRST, head.waitsForGo())
                .withPresent(Option.SIZE, size < 0 ? null : size)
                .withPresent(Option.LENGTH, head.bodyLength() < 0 ? null : head.bodyLength());
    }

    @Override
    final boolean takesBody() {
        return true;
    }

    @Override
    HttpResponseStatus status(ErrorCode code) {
        return ErrorStatus.ofStoring(code);
    }

    @Override
    void done(Options reply, AnswerWriter out) {
        begin(out, HttpResponseStatus.NO_CONTENT);
        progress(reply, out);
        out.bare();
    }

    final void progress(Options reply, AnswerWriter out) {
        if (isPublished(reply)) {
            out.field(TusFields.OFFSET, Long.toString(reply.get(Option.SIZE, 0L)));
            FileFields.stored(out, reply);
        } else {
            long end = reply.get(Option.OFFSET, 0L) + reply.get(Option.LENGTH, 0L);
            out.field(TusFields.OFFSET, Long.toString(end));
            expires(reply, out);
        }
    }
}
