package io.filetransfer.codec.legacy;

import io.filetransfer.codec.Content;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Tells content of the legacy dialect from the error text that stands in its place: holds back what may still become the
 * error text, and passes everything else on. At most the length of that text is held back.
 */
final class LegacyContentFilter {
    private int matched;
    private boolean decided;
    private long length;

    /** Consumes all of {@code in}; what is content for certain goes to {@code out} as {@link Content}. */
    void pass(ByteBuf in, List<Object> out) {
        while (!decided && in.isReadable()) {
            boolean matches = matched < LegacyTexts.NOT_FOUND.length
                    && in.getByte(in.readerIndex()) == LegacyTexts.NOT_FOUND[matched];
            if (matches) {
                in.skipBytes(1);
                matched++;
            } else {
                release(out);
            }
        }
        if (in.isReadable()) {
            length += in.readableBytes();
            out.add(Content.of(in.readRetainedSlice(in.readableBytes())));
        }
    }

    /** Ends the content; false when all of it was the error text, and so nothing was passed on. */
    boolean end(List<Object> out) {
        if (matched == LegacyTexts.NOT_FOUND.length && !decided) {
            return false;
        }
        release(out);
        return true;
    }

    /** Bytes of content passed on. */
    long length() {
        return length;
    }

    private void release(List<Object> out) {
        if (!decided && matched > 0) {
            length += matched;
            out.add(Content.of(Unpooled.copiedBuffer(LegacyTexts.NOT_FOUND, 0, matched)));
        }
        decided = true;
    }
}
