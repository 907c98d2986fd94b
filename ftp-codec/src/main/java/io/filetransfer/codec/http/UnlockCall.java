package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.StateConditions;
import io.netty.handler.codec.http.HttpResponseStatus;

/** UNLOCK: a lock is given up. */
final class UnlockCall extends HttpCall {
    private final String token;

    /** @throws HttpRefusal the lock is not named */
    UnlockCall(HttpHead head) {
        super(head);
        String field = head.field("Lock-Token");
        String text = field == null ? "" : field.strip();
        if (!text.matches("<[!-;=?-~]{1," + StateConditions.MAX_TOKEN + "}>")) {
            throw HttpRefusal.bad("Which lock is given up is not said.");
        }
        this.token = text.substring(1, text.length() - 1);
    }

    @Override
    Object asked() {
        return new Request(head.name(), Choice.UNLOCK, Options.NONE.with(Option.LOCK_TOKEN, token));
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure && failure.code() == ErrorCode.VERSION_MISMATCH) {
            DavError.write(out, HttpResponseStatus.CONFLICT, "<D:lock-token-matches-request-uri/>");
        } else if (frame instanceof Failure failure) {
            Problem.write(out, failure);
        } else if (frame instanceof Reply) {
            out.status(HttpResponseStatus.NO_CONTENT).bare();
        }
    }
}
