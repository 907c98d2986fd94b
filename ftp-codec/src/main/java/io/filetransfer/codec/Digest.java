package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A digest of some content. Immutable: the bytes are copied in and out.
 *
 * <pre>
 * +-----------+----------------------------------+
 * | algorithm | digest, algorithm.length() bytes |
 * | u8        |                                  |
 * +-----------+----------------------------------+
 * </pre>
 */
public final class Digest {
    /** Says nothing about the content. */
    public static final Digest NONE = new Digest(DigestAlgorithm.NONE, new byte[0]);

    private final DigestAlgorithm algorithm;
    private final byte[] bytes;

    private Digest(DigestAlgorithm algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if {@code bytes} is not as long as the algorithm's digests are */
    public static Digest of(DigestAlgorithm algorithm, byte[] bytes) {
        if (bytes.length != algorithm.length()) {
            throw new IllegalArgumentException(algorithm + " digests have " + algorithm.length() + " bytes");
        }
        return new Digest(algorithm, bytes.clone());
    }

    public static Digest crc32c(int value) {
        byte[] bytes = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        return new Digest(DigestAlgorithm.CRC32C, bytes);
    }

    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** A copy of the digest's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The digest in lower-case hexadecimal digits, without the algorithm. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    void write(ByteBuf out) {
        out.writeByte(algorithm.number());
        out.writeBytes(bytes);
    }

    /** Reads the whole of {@code in}. */
    static Digest read(ByteBuf in) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(in.readUnsignedByte());
        if (in.readableBytes() != algorithm.length()) {
            throw ProtocolException.badRequest("A " + algorithm + " digest of " + in.readableBytes() + " bytes.");
        }
        byte[] bytes = new byte[algorithm.length()];
        in.readBytes(bytes);
        return new Digest(algorithm, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && algorithm == digest.algorithm && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * algorithm.hashCode() + Arrays.hashCode(bytes);
    }

    /** For example {@code crc32c:e3069283}. */
    @Override
    public String toString() {
        return algorithm.name().toLowerCase(Locale.ROOT) + (bytes.length == 0 ? "" : ":" + hex());
    }
}
