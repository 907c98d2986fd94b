package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The digest that a file carries, in its extended attribute {@code user.filetransfer.digest}. It counts for as long as
 * the file has the size and time that stand beside it. Kept short, so that with a SHA-256 it still fits in an ext4
 * inode.
 *
 * <pre>
 * +-----------+--------------+---------------------------+----------------------------------+
 * | algorithm | size of file | time of last modification | digest, algorithm.length() bytes |
 * | u8        | s64, bytes   | s64, ns since 1970        |                                  |
 * +-----------+--------------+---------------------------+----------------------------------+
 * </pre>
 *
 * A time that does not fit in 64 bits of nanoseconds (before 1677, after 2262) is taken as the nearest that does.
 */
final class DigestAttribute {
    /** Without the {@code user.} that Java puts before it. */
    static final String NAME = "filetransfer.digest";

    private static final int HEAD = 1 + 2 * Long.BYTES;
    /** More than any digest known here needs; a longer attribute is of a newer server and fails to be read. */
    static final int MAX_LENGTH = HEAD + DigestAlgorithm.MAX_LENGTH;

    private DigestAttribute() {}

    /** Sets the attribute of the file that {@code descriptor} leads to. */
    static void write(Path descriptor, ByteBuffer value) throws IOException {
        Files.getFileAttributeView(descriptor, UserDefinedFileAttributeView.class)
                .write(NAME, value);
    }

    /** The attribute's value for a content. */
    static ByteBuffer encode(Digest digest, Snapshot content) {
        return ByteBuffer.allocate(HEAD + digest.algorithm().length())
                .put((byte) digest.algorithm().number())
                .putLong(content.size())
                .putLong(content.modified().to(TimeUnit.NANOSECONDS))
                .put(digest.bytes())
                .flip();
    }

    /**
     * What an open file carries, about whatever content; empty without, and where none can be read.
     *
     * @param key identity of the file
     */
    static Optional<ByteBuffer> value(FileChannel file, Object key) {
        int number = Inspector.number(file);
        if (OpenFileCalls.get() != null && number >= 0) {
            return OpenFileCalls.get().attribute(number, NAME, MAX_LENGTH);
        }
        ByteBuffer value = ByteBuffer.allocate(MAX_LENGTH);
        try {
            Files.getFileAttributeView(Inspector.path(file, key), UserDefinedFileAttributeView.class)
                    .read(NAME, value);
        } catch (IOException none) {
            // No such attribute, none supported here, or not readable: all the same to the caller.
            return Optional.empty();
        }
        return Optional.of(value.flip());
    }

    /**
     * Whether a stored value is of this very time of modification, but another length. That is damage, since whoever
     * changes a length moves the time: after a power loss a file that was not synced can be so.
     */
    static boolean tellsOtherLength(ByteBuffer value, Snapshot content) {
        return value.remaining() >= HEAD
                && value.getLong(value.position() + 1) != content.size()
                && value.getLong(value.position() + 1 + Long.BYTES)
                        == content.modified().to(TimeUnit.NANOSECONDS);
    }

    /** The digest in a stored value, if that is about this content. */
    static Optional<Digest> parse(ByteBuffer value, Snapshot content) {
        if (value.remaining() < HEAD) {
            return Optional.empty();
        }
        int number = Byte.toUnsignedInt(value.get());
        if (value.getLong() != content.size()
                || value.getLong() != content.modified().to(TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (algorithm.number() == number && algorithm.length() == bytes.length) {
                return Optional.of(Digest.of(algorithm, bytes));
            }
        }
        return Optional.empty();
    }
}
