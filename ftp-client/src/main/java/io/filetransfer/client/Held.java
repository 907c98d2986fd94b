package io.filetransfer.client;

import io.filetransfer.codec.Crc32c;
import io.filetransfer.codec.Digest;

/**
 * Content from the beginning of something on, by its length and digest.
 *
 * @param crc CRC-32C
 */
record Held(long length, int crc) {
    static final Held NOTHING = new Held(0, 0);

    /** With what follows it. */
    Held plus(long length, Digest digest) {
        byte[] b = digest.bytes();
        int next = (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
        return plus(new Held(length, next));
    }

    Held plus(Held next) {
        return new Held(length + next.length, Crc32c.combine(crc, next.crc, next.length));
    }

    Digest digest() {
        return Digest.crc32c(crc);
    }
}
