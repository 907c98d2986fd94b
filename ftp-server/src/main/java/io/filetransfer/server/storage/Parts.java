package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.UploadId;
import java.time.Duration;
import java.util.Optional;

/**
 * Uploads that a client names by an id of its own: in parts, which come in any order, over several connections and across
 * restarts; or whole. An id that was committed is remembered with its answer, so that asking again does nothing twice.
 * Safe for use by many threads; all methods block.
 *
 * <p>An id belongs to one name. Asked for with another name, it is unknown.
 */
public interface Parts {
    /** How long parts are held after the last write, and how long a commit is remembered at least. */
    Duration KEPT = Duration.ofHours(24);

    /**
     * How long at least what an earlier server has left is kept from the start on, however old it seems to be: the clock may
     * have been set in between.
     */
    Duration GRACE = Duration.ofHours(1);

    /** How long after its last write an upload without an open part still counts as alive. */
    Duration ALIVE = Duration.ofMinutes(5);

    /** The most uploads that may be open at once; each costs two files and some memory until it is committed or expires. */
    int MAX_OPEN = 1000;

    /**
     * Begins a part; with the first one, the upload. It takes its range over from older parts that are still being
     * written and overlap with it: these are refused from now on, as CANCELLED.
     *
     * @param size of the whole file, the same in all parts
     * @param length the most that may be written
     * @throws StorageException OFFSET_MISMATCH for another size than before, BUSY with too many uploads,
     *     INSUFFICIENT_STORAGE, UPLOAD_UNKNOWN for an id that is committed or of another name, NOT_A_FILE
     */
    Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability)
            throws StorageException;

    /**
     * Begins an upload of a whole file, as {@link Storage#begin} does, whose commit is remembered. If the id was committed
     * meanwhile, its commit changes nothing and returns what was committed.
     */
    Upload whole(UploadId id, SafePath target, boolean parents, Expectation expectation, long size)
            throws StorageException;

    /** What was committed with this id and name, if it is remembered. */
    Optional<Committed> committed(UploadId id, SafePath target) throws StorageException;

    /** @throws StorageException UPLOAD_UNKNOWN */
    PartsStatus status(UploadId id, SafePath target) throws StorageException;

    /**
     * Publishes what the parts make up, as {@link Upload#commit} does. Parts that are still being written are refused from
     * then on. After a failure that may pass (the name is taken, no room, no parent) everything stays as it was.
     *
     * @return what was committed, now or before; or what is held when that is not all of the size
     * @throws StorageException UPLOAD_UNKNOWN; CHECKSUM_MISMATCH, which forgets the upload; and those of Upload.commit
     */
    PartsStatus commit(UploadId id, SafePath target, PartsCommit commit) throws StorageException;

    /** Forgets an upload that was not committed, if there is one. */
    void abort(UploadId id, SafePath target) throws StorageException;

    /** Forgets what is older than {@link #KEPT}. To be called now and then. */
    void expire() throws StorageException;
}
