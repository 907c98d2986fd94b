package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import java.time.Duration;
import java.util.List;

/**
 * Uploads that a client names by an id of its own and sends in parts, which come in any order, over several connections and
 * across restarts. An id that was committed is remembered as that of a whole file is, so that asking again does nothing
 * twice. Safe for use by many threads; all methods block.
 *
 * <p>An id belongs to one name. Asked for with another name, it is unknown.
 */
public interface Parts {
    /** How long parts are held after the last write, and how long a commit is remembered at least. */
    Duration KEPT = Limits.UPLOAD_KEPT;

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

    /** How long nothing has come of a piece that is appended, for a newer one to take its place. */
    Duration STALLED = Duration.ofSeconds(5);

    /**
     * Begins an upload that is {@linkplain #append appended} to, one piece after another. Nothing of it is held yet.
     *
     * @param size of the whole file, or -1 while nobody knows
     * @param begun kept, for {@link PartsStatus.Growth}
     * @throws StorageException what {@link Storage#begin} refuses; BUSY with too many uploads; UPLOAD_UNKNOWN for an id that
     *     is used already; UNSUPPORTED
     */
    default void begin(UploadId id, Destination destination, long size, Options begun, Durability durability)
            throws StorageException {
        throw new StorageException(ErrorCode.UNSUPPORTED, "This storage appends to no uploads.");
    }

    /**
     * Begins the next piece of an upload that was begun so. Only one comes at a time.
     *
     * @throws StorageException UPLOAD_UNKNOWN; BUSY while another piece comes, unless that stands still for {@link #STALLED};
     *     OFFSET_MISMATCH for another offset or size; LENGTH_EXCEEDED; BAD_REQUEST for an unknown length with an unknown size;
     *     INSUFFICIENT_STORAGE
     */
    default Part append(UploadId id, SafePath target, NextPiece next, Durability durability) throws StorageException {
        throw StorageException.unknownUpload();
    }

    /**
     * Opens what is held of an upload that is whole, and not committed.
     *
     * @throws StorageException UPLOAD_UNKNOWN
     */
    default HeldContent read(UploadId id, SafePath target) throws StorageException {
        throw StorageException.unknownUpload();
    }

    /** @throws StorageException UPLOAD_UNKNOWN */
    PartsStatus status(UploadId id, SafePath target) throws StorageException;

    /**
     * Publishes what the parts make up, as {@link Upload#commit} does, if that has the size and the CRC-32C that the client
     * tells. Parts that are still being written are refused from
     * then on. After a failure that may pass (the name is taken, no room, no parent) everything stays as it was.
     *
     * @param size of the whole file
     * @param commit its digest is a CRC-32C
     * @return what was committed, now or before; or what is held when that is not all of the size
     * @throws StorageException UPLOAD_UNKNOWN; CHECKSUM_MISMATCH, which forgets the upload; and those of Upload.commit
     */
    PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException;

    /** All that are held and not committed, as far as they are known, in no order. Does not wait. */
    default List<UploadUnderWay> underWay() {
        return List.of();
    }

    /** Forgets an upload that was not committed, if there is one. */
    void abort(UploadId id, SafePath target) throws StorageException;
}
