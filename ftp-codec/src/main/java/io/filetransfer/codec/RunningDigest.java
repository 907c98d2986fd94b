package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** Length and digest of content that passes by. Not thread-safe; one for each body. */
public final class RunningDigest {
    private final DigestAlgorithm algorithm;
    private final CRC32C crc32c;
    private final MessageDigest messageDigest;
    private long length;

    public RunningDigest(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.crc32c = algorithm == DigestAlgorithm.CRC32C ? new CRC32C() : null;
        this.messageDigest = algorithm == DigestAlgorithm.SHA256 ? sha256() : null;
    }

    /** Takes in the readable bytes of {@code content}; its indices stay as they are and the caller keeps it. */
    public void update(ByteBuf content) {
        // Not the internal NIO buffer: whoever else has this buffer may use it at the same time on another thread.
        for (ByteBuffer part : content.nioBuffers()) {
            update(part);
        }
    }

    /** Takes in the remaining bytes of {@code content} and advances its position over them. */
    public void update(ByteBuffer content) {
        length += content.remaining();
        switch (algorithm) {
            case NONE -> content.position(content.limit());
            case CRC32C -> crc32c.update(content);
            case SHA256 -> messageDigest.update(content);
        }
    }

    /**
     * What content is read from, at positions.
     *
     * @param <E> what reading fails with
     */
    @FunctionalInterface
    public interface Source<E extends Exception> {
        /** @return bytes read, at least one; 0 or less at the end */
        int read(ByteBuffer target, long position) throws E;
    }

    /**
     * Reads and takes in {@code length} bytes from {@code offset} on, or all up to the end if that comes first.
     *
     * @param scratch its whole capacity is used, for each read again
     * @return whether all of these bytes were there
     */
    public <E extends Exception> boolean read(Source<E> source, long offset, long length, ByteBuffer scratch) throws E {
        long done = 0;
        while (done < length) {
            scratch.clear().limit((int) Math.min(scratch.capacity(), length - done));
            int count = source.read(scratch, offset + done);
            if (count <= 0) {
                return false;
            }
            update(scratch.flip());
            done += count;
        }
        return true;
    }

    /** Bytes taken in so far. */
    public long length() {
        return length;
    }

    /** The digest of all content so far. Ends this object's use when the algorithm is not CRC-32C. */
    public Digest digest() {
        return switch (algorithm) {
            case NONE -> Digest.NONE;
            case CRC32C -> Digest.crc32c((int) crc32c.getValue());
            case SHA256 -> Digest.of(algorithm, messageDigest.digest());
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
