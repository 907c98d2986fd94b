package io.filetransfer.codec.body;

import java.nio.ByteBuffer;

/**
 * Zeros in a file.
 *
 * @param position where they begin, in bytes
 * @param length how many
 */
record Zeros(long position, int length) {
    /** What is looked at as one at most, in bytes. */
    private static final int MOST = 256 << 10;

    private static final ByteBuffer SOME = ByteBuffer.allocateDirect(MOST).asReadOnlyBuffer();

    /** Whether all remaining bytes are zeros; mostly the first one tells. False where there are too many to look at. */
    static boolean are(ByteBuffer content) {
        return content.remaining() <= MOST && are(content, content.position(), content.remaining());
    }

    /** The same of at most {@value #MOST} bytes from an index on. */
    static boolean are(ByteBuffer content, int from, int length) {
        return content.get(from) == 0
                && content.get(from + length - 1) == 0
                && SOME.slice(0, length).mismatch(content.slice(from, length)) < 0;
    }
}
