package io.filetransfer.server.lock;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Properties;
import io.filetransfer.codec.PropertyChanges;
import io.filetransfer.codec.UploadId;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Committed;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.Expectation;
import io.filetransfer.server.storage.Listing;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import io.filetransfer.server.storage.Upload;
import java.time.Instant;
import java.util.Optional;

/**
 * A storage for one request, in whatever dialect it came: what a lock forbids its client is refused when it would get its
 * name, also if the lock was taken while the content came.
 */
public final class LockedStorage implements Storage {
    private final Storage storage;
    private final Locks locks;
    private final Holder holder;
    private final Guard guard;

    public LockedStorage(Storage storage, Locks locks, Holder holder) {
        this.storage = storage;
        this.locks = locks;
        this.holder = holder;
        this.guard = new Guard(storage, locks, holder);
    }

    @Override
    public Upload begin(Destination destination, long size) throws StorageException {
        guard.requireMade(destination.target(), destination.parents());
        return new LockedUpload(guard, destination, storage.begin(destination, size));
    }

    @Override
    public Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        guard.requireMade(destination.target(), destination.parents());
        return new LockedUpload(guard, destination, storage.begin(id, destination, size));
    }

    @Override
    public Parts parts() throws StorageException {
        return new LockedParts(guard, storage.parts());
    }

    @Override
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        guard.changed(directory, parents, () -> {
            storage.makeDirectory(directory, parents, durability);
            return null;
        });
    }

    @Override
    public Attributes move(SafePath from, Destination to, Durability durability) throws StorageException {
        Attributes[] moved = new Attributes[1];
        guard.removed(from, () -> moved[0] = guard.published(to, () -> storage.move(from, to, durability)));
        return moved[0];
    }

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        guard.removed(path, () -> storage.delete(path, recursive, expectation, durability));
    }

    @Override
    public void annotate(SafePath path, PropertyChanges changes, Instant modified, Durability durability)
            throws StorageException {
        guard.changed(path, false, () -> {
            storage.annotate(path, changes, modified, durability);
            return null;
        });
    }

    @Override
    public Properties properties(SafePath path) throws StorageException {
        return storage.properties(path);
    }

    @Override
    public Storage since(long nanoTime) {
        return new LockedStorage(storage.since(nanoTime), locks, holder);
    }

    @Override
    public void check() throws StorageException {
        storage.check();
    }

    @Override
    public ModeRule fileModes() {
        return storage.fileModes();
    }

    @Override
    public Attributes stat(SafePath path) throws StorageException {
        return storage.stat(path);
    }

    @Override
    public Listing list(SafePath directory, boolean recursive) throws StorageException {
        return storage.list(directory, recursive);
    }

    @Override
    public StoredFile open(SafePath file) throws StorageException {
        return storage.open(file);
    }

    @Override
    public Optional<Committed> committed(UploadId id, SafePath target) throws StorageException {
        return storage.committed(id, target);
    }

    @Override
    public void expire() throws StorageException {
        storage.expire();
    }

    /** A view: the storage is its server's. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return storage.toString();
    }
}
