package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.util.Collection;

/**
 * Room on the disk that is kept for what uploads in parts have not got yet, while they are alive. Whoever begins an upload
 * holds this object's lock from asking until it counts. Safe for use by many threads.
 */
final class PromisedRoom {
    private final Staging directory;
    private final Collection<PartedUpload> uploads;

    /** @param uploads a view of all there are */
    PromisedRoom(Staging directory, Collection<PartedUpload> uploads) {
        this.directory = directory;
        this.uploads = uploads;
    }

    /** To an upload that nobody went on with nothing was promised any more, and others may have taken the room. */
    void requireForTheRestOf(PartedUpload upload) throws StorageException {
        if (upload.isAlive()) {
            return;
        }
        synchronized (this) {
            if (!upload.isAlive()) {
                require(upload.missing());
                upload.comeBack();
            }
        }
    }

    /** @throws StorageException INSUFFICIENT_STORAGE */
    synchronized void require(long bytes) throws StorageException {
        long promised = uploads.stream()
                .filter(PartedUpload::isAlive)
                .mapToLong(PartedUpload::missing)
                .reduce(0, (sum, more) -> sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more);
        if (bytes > 0 && bytes > directory.usableSpace() - promised) {
            throw new StorageException(ErrorCode.INSUFFICIENT_STORAGE, "There is no room for that much.");
        }
    }
}
