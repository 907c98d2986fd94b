package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Where content goes on that is appended to an upload.
 *
 * @param offset where what is held ends, as its sender knows it
 * @param checksum of what comes; null for none. Content that is something else is not held at all
 */
public record Append(long offset, Checksum checksum) {
    static final int MAX_LENGTH = Long.BYTES + 1 + 32;

    /** The algorithms that senders of pieces use. The number is on the wire and never changes. */
    public enum Algorithm {
        MD5(1, "md5", "MD5", 16),
        SHA1(2, "sha1", "SHA-1", 20),
        SHA256(3, "sha256", "SHA-256", 32);

        private final int number;
        private final String key;
        private final String platformName;
        private final int length;

        Algorithm(int number, String key, String platformName, int length) {
            this.number = number;
            this.key = key;
            this.platformName = platformName;
            this.length = length;
        }

        /** As tus names it. */
        public String key() {
            return key;
        }

        /** As the platform names it. */
        public String platformName() {
            return platformName;
        }

        /** Of a checksum, in bytes. */
        public int length() {
            return length;
        }

        private static Algorithm of(int number) {
            for (Algorithm algorithm : values()) {
                if (algorithm.number == number) {
                    return algorithm;
                }
            }
            throw new ProtocolException(ErrorCode.UNSUPPORTED, "Checksum algorithm " + number + " is not known.");
        }
    }

    /**
     * @param hex in lower case
     */
    public record Checksum(Algorithm algorithm, String hex) {
        public Checksum {
            if (hex.length() != 2 * algorithm.length()) {
                throw new IllegalArgumentException("A checksum of another length");
            }
        }
    }

    void write(ByteBuf out) {
        out.writeLong(offset);
        if (checksum != null) {
            out.writeByte(checksum.algorithm().number);
            out.writeBytes(ByteBufUtil.decodeHexDump(checksum.hex()));
        }
    }

    static Append read(ByteBuf in) {
        long offset = in.readLong();
        if (offset < 0) {
            throw ProtocolException.badRequest("Option append is over 2^63 - 1.");
        }
        if (!in.isReadable()) {
            return new Append(offset, null);
        }
        Algorithm algorithm = Algorithm.of(in.readUnsignedByte());
        if (in.readableBytes() != algorithm.length()) {
            throw ProtocolException.badRequest("A checksum has another length than its algorithm.");
        }
        String hex = ByteBufUtil.hexDump(in);
        in.skipBytes(in.readableBytes());
        return new Append(offset, new Checksum(algorithm, hex));
    }
}
