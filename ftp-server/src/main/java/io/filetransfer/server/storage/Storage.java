package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Properties;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.UploadId;
import java.io.Closeable;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Files and directories below one root. All methods block, are safe for use by many threads, and fail with a {@link
 * StorageException} whose code is stable. None follows symbolic links, and none reaches anything outside the root, even
 * while another process swaps directories for links. {@link Object#toString} says for the log where the root is.
 *
 * <p>The threads that call must not be interrupted to stop a call: an interrupt closes the file channel under all who
 * share it. Close the {@link StoredFile} or {@link Upload} instead, after its last call.
 */
public interface Storage extends Closeable {
    /**
     * Whether requests can be answered at all. Every other call fails in the same way if not.
     *
     * @throws StorageException ROOT_GONE when what is stored is not where it was
     */
    default void check() throws StorageException {}

    /**
     * Uploads are to leave so much room free, from now on: one that would not is refused as INSUFFICIENT_STORAGE. A storage
     * that knows of no end does nothing.
     *
     * @param bytes of each file system
     */
    default void keepFree(long bytes) {}

    /**
     * Whether something can be written: writes a little, waits until that is safe, and removes it. Nothing, where nothing is
     * ever written.
     */
    default void probe() throws StorageException {}

    /** How full it is, and what of uploads is left in it. */
    default StorageFigures figures() throws StorageException {
        return StorageFigures.UNKNOWN;
    }

    /**
     * Tells {@code watcher} from now on how long each wait for the disk's own word took, in nanoseconds. A storage that waits
     * for no disk tells nothing.
     *
     * @param watcher called by many threads
     */
    default void watchSyncs(LongConsumer watcher) {}

    /**
     * The same storage for one request: what was seen of the way to a name, for this request or another, after {@code nanoTime}
     * need not be looked at again. Not for closing.
     *
     * @param nanoTime by {@link System#nanoTime}, when the request had come and those before it had taken effect
     */
    default Storage since(long nanoTime) {
        return this;
    }

    /** What it makes of the permission bits that an upload is to get. */
    default ModeRule fileModes() {
        return ModeRule.NONE;
    }

    /** @throws StorageException NOT_FOUND when nothing is there, or when a parent is no directory */
    Attributes stat(SafePath path) throws StorageException;

    /**
     * Opens a listing of what is in a directory, in no particular order.
     *
     * @param recursive with everything below it; a directory comes before its contents
     * @throws StorageException NOT_FOUND, NOT_A_DIRECTORY
     */
    Listing list(SafePath directory, boolean recursive) throws StorageException;

    /**
     * Opens a regular file for reading. Never waits for the other end of a pipe.
     *
     * @throws StorageException NOT_FOUND, NOT_A_FILE, DENIED
     */
    StoredFile open(SafePath file) throws StorageException;

    /**
     * Begins an upload: content goes to a private place first. What can be refused now is: a missing parent, a
     * directory in the target's place, an expectation that already fails, a size for which there is no room.
     *
     * @param size length that is to come in bytes, or -1 when it is not known
     * @throws StorageException NOT_FOUND, NOT_A_DIRECTORY, NOT_A_FILE, EXISTS, VERSION_MISMATCH, INSUFFICIENT_STORAGE
     */
    Upload begin(Destination destination, long size) throws StorageException;

    /**
     * As {@link #begin(Destination, long)}, of an upload that its client has given an id: its commit is remembered for
     * {@link Parts#KEPT} at least, across restarts. If the id was committed meanwhile, the commit changes nothing and
     * returns what was committed. An id belongs to one name.
     *
     * @throws StorageException also UNSUPPORTED where no ids are remembered
     */
    default Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        throw new StorageException(ErrorCode.UNSUPPORTED, "This storage remembers no uploads.");
    }

    /** What was committed with this id and name, whole or in parts, if it is remembered. */
    default Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return Optional.empty();
    }

    /**
     * Makes a directory.
     *
     * @param parents make missing parents too, and be content with a directory that is there already
     * @throws StorageException EXISTS, NOT_FOUND when the parent is missing, NOT_A_DIRECTORY
     */
    void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException;

    /**
     * Gives a file or directory another name, in one step. A file replaces a file, where the expectation (about the
     * target) lets it; a directory replaces nothing. Of two hard links of one file, the one that is moved is removed.
     *
     * @return what has the new name now
     * @throws StorageException NOT_FOUND, EXISTS, VERSION_MISMATCH, NOT_A_DIRECTORY, BAD_NAME for a directory into itself
     */
    Attributes move(SafePath from, Destination to, Durability durability) throws StorageException;

    /**
     * Removes a file, a link or a directory.
     *
     * @param recursive a directory with everything below it; not in one step
     * @param expectation about the present content; {@link Expectation.Absent} is refused as BAD_REQUEST
     * @throws StorageException NOT_FOUND, NOT_EMPTY, VERSION_MISMATCH
     */
    void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException;

    /**
     * What clients keep with a file or directory.
     *
     * @throws StorageException NOT_FOUND
     */
    default Properties properties(SafePath path) throws StorageException {
        return Properties.NONE;
    }

    /**
     * Changes what clients keep with a file or directory, and the time of its last modification: all, or nothing. It goes
     * where the file goes, stays when its content is replaced, and ends with it.
     *
     * @param modified null to leave it
     * @throws StorageException NOT_FOUND, DENIED where nothing can be kept, INSUFFICIENT_STORAGE for more than can be
     */
    default void annotate(SafePath path, PropertyChanges changes, Instant modified, Durability durability)
            throws StorageException {
        throw new StorageException(ErrorCode.DENIED, "This storage keeps nothing with files.");
    }

    /**
     * Uploads in parts.
     *
     * @throws StorageException READ_ONLY, or UNSUPPORTED where there are none
     */
    default Parts parts() throws StorageException {
        throw new StorageException(ErrorCode.UNSUPPORTED, "This storage takes no uploads in parts.");
    }

    /**
     * Tells {@code watcher} from now on what comes under names and leaves them.
     *
     * @return false if this storage does not tell: then nobody can have a quota
     */
    default boolean watchUse(UseWatcher watcher) {
        return false;
    }

    /** Forgets what is kept for some time only, as unfinished uploads and remembered ids. To be called now and then. */
    default void expire() throws StorageException {}

    /** Releases the root and its lock. Open files and uploads must be closed before. */
    @Override
    void close();
}
