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
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A directory for a browser: the page, which reads the listing by itself; and the files that it consists of. */
final class PageCall extends ReadCall {
    /** The field that the page puts into each request: no page of another site can without leave. */
    static final String MARK = "X-Requested-With";

    /** Asks for the listing that needs no script. */
    private static final String PLAIN = "plain";

    /**
     * Nothing from elsewhere, nothing within the document, and no text becomes a part of it. User files are shown as pictures,
     * sound and video, or in a frame of their own; no script can reach them there.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "media-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    PageCall(HttpHead head) {
        super(head);
    }

    /** Whether a browser wants to show a directory. */
    static boolean wants(HttpHead head) {
        return head.directory() && isShown(head);
    }

    /** Whether a browser is to show what comes, and has script for it. */
    static boolean isShown(HttpHead head) {
        return !head.query().equals(PLAIN)
                && head.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html");
    }

    /** Whether who asks has the page's own form for a login, so that the browser need not open a dialog. */
    static boolean hasForm(HttpHead head) {
        boolean browser = head.field("Sec-Fetch-Mode") != null || head.field(MARK) != null || isShown(head);
        return browser && !head.query().equals(PLAIN);
    }

    /** One of the page's files; whoever reaches the port may have it. */
    static HttpCall file(HttpHead head, PageAssets.Asset asset) {
        return LocalCall.of(head, out -> {
            out.status(HttpResponseStatus.OK).field("Cache-Control", "public, max-age=31536000, immutable");
            out.field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            write(head, asset, out);
        });
    }

    @Override
    Object asked() {
        return new Request(head.name(), Choice.STAT, Options.NONE);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            boolean directory = reply.options().get(Option.KIND, Kind.OTHER) == Kind.DIRECTORY;
            document(head, directory ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND, out);
        } else if (frame instanceof Failure failure && saysItself(failure.code())) {
            document(head, ErrorStatus.ofReading(failure.code()), out);
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

    /** The page in place of what only a user may see: it has a form for that. */
    static void login(HttpHead head, AnswerWriter out) {
        document(head, HttpResponseStatus.UNAUTHORIZED, out);
    }

    private static void document(HttpHead head, HttpResponseStatus status, AnswerWriter out) {
        out.status(status);
        if (status.equals(HttpResponseStatus.UNAUTHORIZED)) {
            out.field("WWW-Authenticate", Problem.OWN_FORM);
        }
        out.field("Content-Security-Policy", POLICY)
                .field("Referrer-Policy", "same-origin")
                .field("Cross-Origin-Opener-Policy", "same-origin")
                .field("Cache-Control", "no-cache");
        write(head, PageAssets.document(), out);
    }

    private static void write(HttpHead head, PageAssets.Asset asset, AnswerWriter out) {
        boolean compressed = GzipText.takes(head.headers().get(HttpHeaderNames.ACCEPT_ENCODING, ""));
        byte[] bytes = compressed ? asset.gzip() : asset.plain();
        if (compressed) {
            out.field("Content-Encoding", "gzip");
        }
        out.field("Vary", "Accept, Accept-Encoding").field("Content-Type", asset.type());
        out.length(bytes.length);
        out.content(Unpooled.wrappedBuffer(bytes), bytes.length);
        out.end();
    }
}
