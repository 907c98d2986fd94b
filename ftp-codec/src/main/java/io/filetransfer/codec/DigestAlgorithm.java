package io.filetransfer.codec;

import java.util.List;

/** How a digest is computed. The number is on the wire; {@link #length()} is the digest's length in bytes. */
public enum DigestAlgorithm {
    /** No digest: the content is not certified. Only the legacy dialect, which has none, ends a body so. */
    NONE(0, 0),
    /** CRC-32C (Castagnoli, RFC 3720 appendix B.4), big endian. Finds accidents; two of them can be combined. */
    CRC32C(1, 4),
    /** SHA-256 (FIPS 180-4). Finds tampering too. */
    SHA256(2, 32);

    /** The longest digest in bytes. */
    public static final int MAX_LENGTH = 32;

    private static final ByNumber<DigestAlgorithm> BY_NUMBER = ByNumber.of(List.of(values()), DigestAlgorithm::number);

    private final int number;
    private final int length;

    DigestAlgorithm(int number, int length) {
        this.number = number;
        this.length = length;
    }

    public int number() {
        return number;
    }

    public int length() {
        return length;
    }

    static DigestAlgorithm of(int number) {
        DigestAlgorithm algorithm = BY_NUMBER.find(number);
        if (algorithm == null) {
            throw new ProtocolException(ErrorCode.UNSUPPORTED, "Unknown digest algorithm " + number + ".");
        }
        return algorithm;
    }
}
