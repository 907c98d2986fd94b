package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Version;

/** What a large upload needs of the name that it is to take: worth a question before so much is sent. */
record UploadCondition(PutRequest request, long size) {
    /** Before so much is sent, it is worth a question whether there is a directory. */
    private static final long WORTH_ASKING = 64 << 20;

    /** The name whose attributes tell, or null if nothing has to be asked. */
    String asks() {
        int slash = request.name().lastIndexOf('/');
        if (expectsSomething()) {
            return request.name();
        }
        return !request.parents() && slash > 0 && size >= WORTH_ASKING
                ? request.name().substring(0, slash)
                : null;
    }

    private boolean expectsSomething() {
        return request.expectAbsent() || request.expectVersion() != null;
    }

    /** Whether the failure of the question is an answer to it. */
    boolean isAnsweredBy(Throwable failure) {
        return expectsSomething()
                && failure instanceof FileTransferException known
                && known.code() == ErrorCode.NOT_FOUND;
    }

    /**
     * @param there what the name has, or null for nothing
     * @return what the upload would be refused for, or null
     */
    FileTransferException refusal(Options there) {
        if (request.expectAbsent() && there != null) {
            return Failures.of(ErrorCode.EXISTS, request.name(), "The name is taken.");
        }
        Version version = there == null ? null : there.get(Option.VERSION, null);
        if (request.expectVersion() != null && !request.expectVersion().equals(version)) {
            return Failures.of(ErrorCode.VERSION_MISMATCH, request.name(), "The file has another version.");
        }
        return null;
    }
}
