package io.filetransfer.codec.http;

import io.filetransfer.codec.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A body of several ranges (RFC 9110, 14.6): what comes one after the other gets the parts' heads in between. */
final class MultipartRanges {
    private final String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong())
            + Long.toHexString(ThreadLocalRandom.current().nextLong());

    private final List<ByteSpan> spans;
    private final List<byte[]> heads = new ArrayList<>();
    private final byte[] tail = ascii("\r\n--" + boundary + "--\r\n");
    private int part = -1;
    private long left;

    /** @param size of the whole file */
    MultipartRanges(List<ByteSpan> spans, long size, String type) {
        this.spans = spans;
        for (ByteSpan span : spans) {
            heads.add(ascii("\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: "
                    + contentRange(span.first(), span.length(), size) + "\r\n\r\n"));
        }
    }

    static String contentRange(long first, long length, long size) {
        return "bytes " + first + '-' + (first + length - 1) + '/' + size;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** Bytes of the whole body. */
    long length() {
        long length = tail.length;
        for (int i = 0; i < heads.size(); i++) {
            length += heads.get(i).length + spans.get(i).length();
        }
        return length;
    }

    /** More of the ranges' bytes; taken over. */
    void content(ByteBuf bytes, AnswerWriter out) {
        try {
            while (bytes.isReadable()) {
                if (left == 0) {
                    part++;
                    left = spans.get(part).length();
                    write(heads.get(part), out);
                }
                int count = (int) Math.min(left, bytes.readableBytes());
                left -= count;
                out.content(bytes.readRetainedSlice(count), count);
            }
        } finally {
            bytes.release();
        }
    }

    void end(AnswerWriter out) {
        write(tail, out);
    }

    private static void write(byte[] text, AnswerWriter out) {
        out.content(Unpooled.wrappedBuffer(text), text.length);
    }
}
