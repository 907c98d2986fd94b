package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A file that is open for reading: one content, whatever happens to its name. Owned by one transfer; one thread at a time.
 */
public interface StoredFile extends Closeable {
    /** As they were when it was opened, taken from the open file. */
    Attributes attributes();

    /** The digest that was stored with this content, if there is one and the file is unchanged since. */
    Optional<Digest> storedDigest();

    /**
     * Whether a digest was stored with a content of another length, and the file's time of modification is still the one of
     * then: it was damaged, mostly cut, and has no {@link #storedDigest}.
     */
    default boolean hasOtherLength() {
        return false;
    }

    /**
     * Reads at {@code position} until {@code target} is full or the file ends.
     *
     * @return bytes read, 0 at the end of the file
     */
    int read(ByteBuffer target, long position) throws StorageException;

    /**
     * As {@link #read}, but from the disk itself where that is possible, past what the system holds in memory. May fill less
     * than {@code target} at any time.
     *
     * @param target direct and aligned to a disk's blocks, as {@code position} should be
     */
    default int readFromDisk(ByteBuffer target, long position) throws StorageException {
        return read(target, position);
    }

    /** The open file, for the transport to send from without reading; owned by this object. Empty for remote storage. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /** What it lies on: equal for files whose reading waits for the same disk. Null where nobody knows. */
    default Object disk() {
        return null;
    }

    /** Whether the content may have changed since it was opened: size or time of modification are others now. */
    boolean changed() throws StorageException;

    @Override
    void close();
}
