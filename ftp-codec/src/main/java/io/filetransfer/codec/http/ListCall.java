package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Entry;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Rights;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** GET of a directory: its entries as they are read, never all of them at once. */
final class ListCall extends ReadCall {
    private final ListingFormat format;
    /** Null before the answer begins, and for a client that does not take it. */
    private GzipText gzip;

    ListCall(HttpHead head) {
        super(head);
        this.format = wantsJson(head) ? new ListingJson(head.name()) : new ListingPage(head.name());
    }

    private static boolean wantsJson(HttpHead head) {
        String accept = head.headers().get(HttpHeaderNames.ACCEPT, "");
        return accept.contains("application/json") && !accept.contains("text/html");
    }

    @Override
    Object asked() {
        Options asking = Options.NONE.withFlag(Option.ANY_NAMES, true);
        if (wantsJson(head)) {
            asking = asking.with(Option.RIGHTS, Rights.NONE);
        }
        return new Request(head.name(), Choice.LIST, asking);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            begin(head, out);
            gzip = GzipText.forWhoTakesIt(head.headers().get(HttpHeaderNames.ACCEPT_ENCODING, ""), out.memory());
            if (gzip != null) {
                out.field("Content-Encoding", "gzip");
            }
            out.stream();
            write(format.beginning(reply.options()), out);
        } else if (frame instanceof Content content) {
            entries(content.bytes(), out);
        } else if (frame instanceof Failure failure) {
            if (out.hasBegun()) {
                out.cut();
            } else {
                failed(failure, out);
            }
        } else if (frame instanceof End) {
            write(format.ending(), out);
            if (gzip != null) {
                ByteBuf rest = gzip.end();
                out.content(rest, rest.readableBytes());
            }
            out.end();
        }
    }

    @Override
    void release() {
        if (gzip != null) {
            gzip.close();
        }
    }

    static void begin(HttpHead head, AnswerWriter out) {
        out.status(HttpResponseStatus.OK)
                .field("Content-Type", wantsJson(head) ? ListingJson.TYPE : ListingPage.TYPE)
                .field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .field("Cache-Control", "no-store")
                .field("Vary", "Accept, Accept-Encoding");
    }

    private void entries(ByteBuf bytes, AnswerWriter out) {
        try {
            StringBuilder text = new StringBuilder(2 * bytes.readableBytes() + 64);
            for (Entry entry = Entry.read(bytes); entry != null; entry = Entry.read(bytes)) {
                format.entry(entry, text);
            }
            write(text, out);
        } finally {
            bytes.release();
        }
    }

    private void write(CharSequence text, AnswerWriter out) {
        ByteBuf bytes = gzip == null ? Unpooled.copiedBuffer(text, StandardCharsets.UTF_8) : gzip.add(text);
        out.content(bytes, bytes.readableBytes());
    }
}
