package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.util.Collection;

/**
 * Room on the disks that is kept for what uploads in parts have not got yet, while they are alive. Whoever begins an upload
 * holds the lock of its place from asking until it counts: a disk that hangs holds up nobody on another one. Safe for use
 * by many threads.
 */
final class PromisedRoom {
    private final Collection<CollectedUpload> uploads;

    /** @param uploads a view of all there are */
    PromisedRoom(Collection<CollectedUpload> uploads) {
        this.uploads = uploads;
    }

    /** To an upload that nobody went on with nothing was promised any more, and others may have taken the room. */
    void requireForTheRestOf(CollectedUpload upload) throws IOException {
        if (upload.isAlive()) {
            return;
        }
        synchronized (upload.place()) {
            if (!upload.isAlive()) {
                require(upload.place(), upload.missing());
                upload.comeBack();
            }
        }
    }

    /**
     * @param place on whose file system the room is; its lock is held
     * @throws StorageException INSUFFICIENT_STORAGE
     */
    void require(CollectingPlace place, long bytes) throws IOException {
        long promised = uploads.stream()
                .filter(upload -> upload.place() == place)
                .filter(CollectedUpload::isAlive)
                .mapToLong(CollectedUpload::missing)
                .reduce(0, (sum, more) -> sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more);
        if (bytes > 0 && bytes > room(place) - promised) {
            throw new StorageException(ErrorCode.INSUFFICIENT_STORAGE, "There is no room for that much.");
        }
    }

    private static long room(CollectingPlace place) throws IOException {
        try (Staging opened = place.open()) {
            return opened.room();
        }
    }
}
