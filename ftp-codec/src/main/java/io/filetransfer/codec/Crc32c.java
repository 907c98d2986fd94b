package io.filetransfer.codec;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC-32C of bytes, and of the whole from those of two neighbouring parts, without their bytes.
 *
 * <p>With reflected polynomial P, {@code crc(A ++ B) = crc(A) * x^(8 * |B|) mod P  xor  crc(B)} over GF(2); the powers
 * x^(2^k) are kept in a table, so a combination costs as many multiplications as {@code |B|} has bits set. The method is
 * that of zlib's crc32_combine.
 */
public final class Crc32c {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 1 << 31;
    private static final int[] POWERS = powers();

    private Crc32c() {}

    /** The CRC-32C of the remaining bytes, which stay. */
    public static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * The CRC-32C of A followed by B.
     *
     * @param first CRC-32C of A
     * @param second CRC-32C of B
     * @param secondLength length of B in bytes, 0 or more
     */
    public static int combine(int first, int second, long secondLength) {
        if (secondLength < 0) {
            throw new IllegalArgumentException("A length is never negative: " + secondLength);
        }
        int factor = ONE;
        int k = 3; // a length in bytes is a length in bits times 2^3
        for (long rest = secondLength; rest != 0; rest >>>= 1, k++) {
            if ((rest & 1) != 0) {
                factor = multiply(POWERS[k % 31], factor);
            }
        }
        return multiply(factor, first) ^ second;
    }

    /** a * b mod P, both in reflected order. */
    private static int multiply(int a, int b) {
        int product = 0;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= b;
            }
            b = (b & 1) != 0 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
        }
        return product;
    }

    /** x^(2^k) mod P for k = 0 to 30; x^(2^31) is x^(2^0) again, as x has an order that divides 2^31 - 1. */
    private static int[] powers() {
        int[] powers = new int[31];
        powers[0] = 1 << 30;
        for (int k = 1; k < powers.length; k++) {
            powers[k] = multiply(powers[k - 1], powers[k - 1]);
        }
        return powers;
    }
}
