package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.handler.codec.http.HttpResponseStatus;

/** DELETE: an upload is given up. A file that has its name is no upload any more. */
final class TusDeleteCall extends TusCall {
    TusDeleteCall(HttpHead head, UploadUrl url) {
        super(head, url);
    }

    @Override
    Object asked() {
        return request(Choice.ABORT, Options.NONE);
    }

    @Override
    void done(Options reply, AnswerWriter out) {
        if (reply.has(Option.SIZE)) {
            begin(out, HttpResponseStatus.NO_CONTENT).bare();
        } else {
            refuse(new Failure(ErrorCode.UPLOAD_UNKNOWN, "No upload that could be given up has this URL."), out);
        }
    }
}
