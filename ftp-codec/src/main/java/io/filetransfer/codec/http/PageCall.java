package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A directory for a browser: the page, which reads the listing by itself. */
final class PageCall extends ReadCall {
    PageCall(HttpHead head) {
        super(head);
    }

    /** Whether a browser wants to show a directory. */
    static boolean wants(HttpHead head) {
        return head.directory() && Browser.shows(head);
    }

    @Override
    Object asked() {
        return new Request(head.name(), Choice.STAT, Options.NONE);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            boolean directory = reply.options().get(Option.KIND, Kind.OTHER) == Kind.DIRECTORY;
            PageDocument.write(head, directory ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND, out);
        } else if (frame instanceof Failure failure && saysItself(failure.code())) {
            PageDocument.write(head, ErrorStatus.ofReading(failure.code()), out);
        } else if (frame instanceof Failure failure) {
            failed(failure, out);
        }
    }

    /** The page says by itself what its listing is refused with. */
    private static boolean saysItself(ErrorCode code) {
        return code == ErrorCode.NOT_FOUND
                || code == ErrorCode.NOT_A_DIRECTORY
                || code == ErrorCode.DENIED
                || code == ErrorCode.UNAUTHENTICATED
                || code == ErrorCode.TLS_REQUIRED;
    }
}
