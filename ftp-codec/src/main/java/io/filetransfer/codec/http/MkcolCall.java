package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** MKCOL: a new directory. */
final class MkcolCall extends HttpCall {
    MkcolCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked() {
        return new Request(head.name(), Choice.MKDIR, Options.NONE);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure && failure.code() == ErrorCode.EXISTS) {
            HttpResponseStatus status = HttpResponseStatus.METHOD_NOT_ALLOWED;
            Problem.write(out.status(status).field("Allow", AllowedMethods.OF_DIRECTORIES), status, failure);
        } else if (frame instanceof Failure failure) {
            Problem.write(out, ErrorStatus.ofStoring(failure.code()), failure);
        } else if (frame instanceof Reply) {
            out.status(HttpResponseStatus.CREATED).length(0);
            out.end();
        }
    }
}
