package io.filetransfer.codec;

/**
 * A range of bytes that is asked for, before anybody knows how long the file is.
 *
 * @param first its first byte, or {@link #FROM_END} for the last {@code length} bytes
 * @param length how many at most; {@link Long#MAX_VALUE} for all that follow
 */
public record ByteSpan(long first, long length) {
    public static final long FROM_END = -1;

    public ByteSpan {
        if (first < FROM_END || length < 0) {
            throw new IllegalArgumentException("No range: " + first + ", " + length);
        }
    }

    /** The last {@code length} bytes. */
    public static ByteSpan last(long length) {
        return new ByteSpan(FROM_END, length);
    }

    /** What of it a content of {@code size} bytes has; null if nothing. */
    public ByteSpan within(long size) {
        long start = first == FROM_END ? size - Math.min(length, size) : first;
        long count = Math.min(length, size - start);
        return start >= size || count == 0 ? null : new ByteSpan(start, count);
    }
}
