package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** GET of a link itself: a page for a browser, so that whoever only looks at an address uses nothing up; else where to go. */
final class LinkCall extends HttpCall {
    static final LinkAction SHOW = new LinkAction(LinkAction.What.SHOW, 0, 0, "");

    LinkCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked() {
        return new Request("", Choice.LINK, Options.NONE.with(Option.LINK_ACTION, SHOW));
    }

    @Override
    Credentials credentials(HttpSite site) {
        return LinkLogin.of(head, site);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            failed(failure, out);
        } else if (frame instanceof Reply reply) {
            List<LinkInfo> shown = reply.options().get(Option.LINKS, List.of());
            show(shown.get(0), out);
        }
    }

    private void failed(Failure failure, AnswerWriter out) {
        if (!head.isForBrowser()) {
            Problem.write(out, failure);
        } else if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            LinkPage.password(head, false, out);
        } else {
            LinkPage.failed(failure, out);
        }
    }

    private void show(LinkInfo link, AnswerWriter out) {
        if (link.kind() == LinkKind.FOLDER) {
            to(head.base(), out);
        } else if (head.isForBrowser()) {
            LinkPage.show(head, link, out);
        } else if (link.kind() == LinkKind.FILE) {
            to(head.base() + TargetPath.escape(link.name()), out);
        } else {
            out.status(HttpResponseStatus.OK)
                    .field("Cache-Control", "no-store")
                    .text("text/plain; charset=utf-8", "Put files below this address: curl -T FILE ADDRESS/\n");
        }
    }

    private static void to(String location, AnswerWriter out) {
        out.status(HttpResponseStatus.FOUND)
                .field("Location", location)
                .field("Cache-Control", "no-store")
                .text("text/plain; charset=utf-8", "It is elsewhere.\n");
    }
}
