package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.LinkAddress;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** POST of a link's password: a browser keeps what stands for it. */
final class LinkPasswordCall extends FormCall {
    private static final long SECONDS = 3600;

    private String password = "";

    LinkPasswordCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked(FormFields fields) {
        password = fields.get("password", "");
        return new Request("", Choice.LINK, Options.NONE.with(Option.LINK_ACTION, LinkCall.SHOW));
    }

    @Override
    Credentials credentials(HttpSite site) {
        return LinkLogin.withPassword(head, password);
    }

    @Override
    void answered(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            out.status(HttpResponseStatus.SEE_OTHER).field("Location", LinkAddress.of(head.link()));
            reply.options()
                    .find(Option.LINK_SECRET)
                    .ifPresent(session -> out.field("Set-Cookie", LinkLogin.setCookie(head, session, SECONDS)));
            out.field("Cache-Control", "no-store").text("text/plain; charset=utf-8", "The password is right.\n");
        } else if (frame instanceof Failure failure) {
            failed(failure, out);
        }
    }

    private void failed(Failure failure, AnswerWriter out) {
        if (!head.isForBrowser()) {
            Problem.write(out, failure);
        } else if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            LinkPage.password(head, true, out);
        } else {
            LinkPage.failed(failure, out);
        }
    }
}
