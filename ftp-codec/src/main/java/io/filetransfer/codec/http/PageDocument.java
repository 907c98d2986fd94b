package io.filetransfer.codec.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The page's document, and the files that it consists of, as answers. */
final class PageDocument {
    /**
     * Nothing from elsewhere, nothing within the document, and no text becomes a part of it. User files are shown as pictures,
     * sound and video, or in a frame of their own; no script can reach them there.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "media-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private PageDocument() {}

    /** The page in place of what only a user may see: it has a form for that. */
    static void login(HttpHead head, AnswerWriter out) {
        write(head, HttpResponseStatus.UNAUTHORIZED, out);
    }

    static void write(HttpHead head, HttpResponseStatus status, AnswerWriter out) {
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

    /** One of the page's files; whoever reaches the port may have it. */
    static void file(HttpHead head, PageAssets.Asset asset, AnswerWriter out) {
        out.status(HttpResponseStatus.OK).field("Cache-Control", "public, max-age=31536000, immutable");
        out.field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        write(head, asset, out);
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
