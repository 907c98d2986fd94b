package io.filetransfer.codec.http;

import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;

/** A call as whoever has a link makes it: a browser is shown where the password goes. */
final class LinkedCall extends HttpCall {
    private final HttpCall call;

    LinkedCall(HttpCall call) {
        super(call.head);
        this.call = call;
    }

    @Override
    Object asked() {
        return call.asked();
    }

    @Override
    Credentials credentials(HttpSite site) {
        return LinkLogin.of(head, site);
    }

    @Override
    boolean takesBody() {
        return call.takesBody();
    }

    @Override
    End bodyEnd(long length) {
        return call.bodyEnd(length);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        boolean password = frame instanceof Failure failure && failure.code() == ErrorCode.UNAUTHENTICATED;
        if (password && !takesBody() && !out.hasBegun() && head.isForBrowser()) {
            LinkPage.password(head, false, out);
        } else {
            call.answer(frame, out);
        }
    }

    @Override
    void release() {
        call.release();
    }
}
