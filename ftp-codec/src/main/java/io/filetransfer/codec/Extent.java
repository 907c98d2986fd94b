package io.filetransfer.codec;

import java.nio.ByteBuffer;

/**
 * Some bytes of a file, by their place and checksum: what a server holds of an upload, or a client has got of a file.
 *
 * @param offset of the first byte
 * @param length bytes; 0 for none
 * @param crc32c CRC-32C of these bytes
 */
public record Extent(long offset, long length, int crc32c) {
    /** No bytes, at the beginning of a file. */
    public static final Extent NOTHING = at(0);

    public Extent {
        if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("No bytes of a file: " + length + " from " + offset + " on");
        }
    }

    /** No bytes yet, at a place where some are to come. */
    public static Extent at(long offset) {
        return new Extent(offset, 0, 0);
    }

    /** Where the first byte behind it is. */
    public long end() {
        return offset + length;
    }

    /**
     * Together with what follows it.
     *
     * @throws IllegalArgumentException unless {@code next} begins where this ends
     */
    public Extent plus(Extent next) {
        if (next.offset != end()) {
            throw new IllegalArgumentException(next + " does not follow " + this);
        }
        return new Extent(offset, length + next.length, Crc32c.combine(crc32c, next.crc32c, next.length));
    }

    /** Together with the {@code length} bytes that follow it, of which this is the digest, a CRC-32C. */
    public Extent plus(long length, Digest digest) {
        if (digest.algorithm() != DigestAlgorithm.CRC32C) {
            throw new IllegalArgumentException("Only a CRC-32C can be joined: " + digest);
        }
        return plus(new Extent(end(), length, ByteBuffer.wrap(digest.bytes()).getInt()));
    }

    /**
     * What is left of it behind its beginning.
     *
     * @throws IllegalArgumentException unless {@code beginning} is one
     */
    public Extent minus(Extent beginning) {
        if (beginning.offset != offset || beginning.length > length) {
            throw new IllegalArgumentException(beginning + " is no beginning of " + this);
        }
        long rest = length - beginning.length;
        return new Extent(beginning.end(), rest, crc32c ^ Crc32c.combine(beginning.crc32c, 0, rest));
    }

    public Digest digest() {
        return Digest.crc32c(crc32c);
    }
}
