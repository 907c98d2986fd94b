package io.filetransfer.server.lock;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.HeldContent;
import io.filetransfer.server.storage.NextPiece;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.PartsStatus;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.UploadUnderWay;
import java.util.List;

/** Uploads in parts whose locks are looked at when they get their names: what is held of one waits until the lock is gone. */
final class LockedParts implements Parts {
    private final Guard guard;
    private final Parts parts;

    LockedParts(Guard guard, Parts parts) {
        this.guard = guard;
        this.parts = parts;
    }

    @Override
    public PartsStatus commit(UploadId id, Destination destination, long size, Commit commit) throws StorageException {
        return guard.published(destination, () -> parts.commit(id, destination, size, commit));
    }

    @Override
    public Part open(UploadId id, SafePath target, long size, long offset, long length, Durability durability)
            throws StorageException {
        return parts.open(id, target, size, offset, length, durability);
    }

    @Override
    public PartsStatus status(UploadId id, SafePath target) throws StorageException {
        return parts.status(id, target);
    }

    @Override
    public List<UploadUnderWay> underWay() {
        return parts.underWay();
    }

    @Override
    public void abort(UploadId id, SafePath target) throws StorageException {
        parts.abort(id, target);
    }

    /** Refused before content comes for nothing. */
    @Override
    public void begin(UploadId id, Destination destination, long size, Options begun, Durability durability)
            throws StorageException {
        guard.requireMade(destination.target(), destination.parents());
        parts.begin(id, destination, size, begun, durability);
    }

    @Override
    public Part append(UploadId id, SafePath target, NextPiece next, Durability durability) throws StorageException {
        return parts.append(id, target, next, durability);
    }

    @Override
    public HeldContent read(UploadId id, SafePath target) throws StorageException {
        return parts.read(id, target);
    }
}
