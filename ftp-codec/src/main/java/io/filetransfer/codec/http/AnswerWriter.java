package io.filetransfer.codec.http;

import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;

/**
 * Writes the answers of one connection, one after the other: a status, fields, what kind of body follows, the body, the end.
 * Event loop only.
 */
final class AnswerWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBufAllocator allocator;
    private final MemoryBudget memory;
    private final Consumer<Object> sink;

    private ByteBuf head;
    private HttpHead answered;
    private boolean version1;
    private boolean noBody;
    private boolean toPage;
    private boolean ofLink;
    private boolean close;
    private boolean chunked;
    private boolean begun;
    private boolean untilClose;
    private boolean ended;
    private boolean cut;
    private long dateSecond = -1;
    private String date;

    /** @param sink gets what is to be sent, in order, and owns it */
    AnswerWriter(ByteBufAllocator allocator, MemoryBudget memory, Consumer<Object> sink) {
        this.allocator = allocator;
        this.memory = memory;
        this.sink = sink;
    }

    /**
     * The next answer.
     *
     * @param to what it answers; null if that could not be read
     * @param close whether the connection ends behind it
     */
    void next(HttpHead to, boolean close) {
        this.answered = to;
        this.version1 = to != null && to.version1();
        this.noBody = to != null && to.isHead();
        this.toPage = to != null && Browser.hasForm(to);
        this.ofLink = to != null && to.link() != null;
        this.close = close;
        chunked = false;
        untilClose = false;
        begun = false;
        ended = false;
    }

    /** What it answers; null if that could not be read. */
    HttpHead answered() {
        return answered;
    }

    /** What an answer needs more than its buffers is counted there. */
    MemoryBudget memory() {
        return memory;
    }

    /** Whether it goes to our page, which has a form for logins. */
    boolean toPage() {
        return toPage;
    }

    /** Whether the head of this answer is written. */
    boolean hasBegun() {
        return begun;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the connection ends behind this answer. */
    boolean closes() {
        return close;
    }

    /** Whether this answer cannot be brought to its end. */
    boolean isCut() {
        return cut;
    }

    /** Whether only the end of the connection tells that the body is whole. */
    boolean endsByClose() {
        return untilClose;
    }

    /** An interim answer: the client is to send its body. */
    void goOn() {
        sink.accept(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));
    }

    /** The connection ends behind this answer, too. */
    void closeBehind() {
        close = true;
    }

    AnswerWriter status(HttpResponseStatus status) {
        begun = true;
        head = allocator.ioBuffer(512);
        head.writeCharSequence("HTTP/1.1 ", StandardCharsets.US_ASCII);
        head.writeCharSequence(status.codeAsText(), StandardCharsets.US_ASCII);
        head.writeByte(' ');
        head.writeCharSequence(status.reasonPhrase(), StandardCharsets.US_ASCII);
        head.writeBytes(CRLF);
        field("Date", date());
        if (ofLink) { // who has its address has the link
            field("Referrer-Policy", "no-referrer").field("X-Robots-Tag", "noindex");
        }
        return field("X-Content-Type-Options", "nosniff");
    }

    /** @param value of visible ASCII characters and blanks */
    AnswerWriter field(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException("A character that no field has, in " + name);
            }
        }
        ByteBufUtil.writeAscii(head, name);
        head.writeByte(':').writeByte(' ');
        ByteBufUtil.writeAscii(head, value);
        head.writeBytes(CRLF);
        return this;
    }

    /** The answer has no body, nor could it have one: 204 and 304. */
    void bare() {
        send();
        end();
    }

    /** A body of so many bytes follows. */
    void length(long length) {
        field("Content-Length", Long.toString(length));
        send();
    }

    /** A body follows whose length nobody knows. */
    void stream() {
        if (version1) {
            close = true;
            untilClose = true;
        } else {
            field("Transfer-Encoding", "chunked");
            chunked = true;
        }
        send();
    }

    /** The whole body, of text; and the end. */
    void text(String type, CharSequence body) {
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        field("Content-Type", type).length(bytes.readableBytes());
        content(bytes, bytes.readableBytes());
        end();
    }

    private void send() {
        if (close) {
            field("Connection", "close");
        } else if (version1) {
            field("Connection", "keep-alive");
        }
        ByteBuf whole = head.writeBytes(CRLF);
        head = null;
        sink.accept(whole);
    }

    /** More of the body; taken over. */
    void content(Object payload, long length) {
        if (noBody || length == 0) {
            ReferenceCountUtil.release(payload);
            return;
        }
        if (chunked) {
            sink.accept(Unpooled.copiedBuffer(Long.toHexString(length) + "\r\n", StandardCharsets.US_ASCII));
        }
        sink.accept(payload);
        if (chunked) {
            sink.accept(Unpooled.wrappedBuffer(CRLF));
        }
    }

    /** The answer is whole. */
    void end() {
        if (chunked && !noBody) {
            sink.accept(Unpooled.wrappedBuffer(LAST_CHUNK));
        }
        ended = true;
    }

    /** The body cannot be brought to its end: the peer learns it from the end of the connection alone. */
    void cut() {
        cut = true;
        ended = true;
        close = true;
    }

    /** Nothing more is written. */
    void release() {
        if (head != null) {
            head.release();
            head = null;
        }
    }

    private String date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = DateFormatter.format(Date.from(Instant.ofEpochSecond(second)));
        }
        return date;
    }
}
