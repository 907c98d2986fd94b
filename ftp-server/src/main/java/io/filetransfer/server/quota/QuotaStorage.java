package io.filetransfer.server.quota;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
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
import io.filetransfer.server.user.Quota;
import java.time.Instant;
import java.util.Optional;

/** A storage for one user with a quota: what would go beyond it is refused before it is taken. */
final class QuotaStorage implements Storage {
    private final Storage storage;
    private final Account account;
    private final Quota quota;

    QuotaStorage(Storage storage, Account account, Quota quota) {
        this.storage = storage;
        this.account = account;
        this.quota = quota;
    }

    private interface Beginning {
        Upload begin() throws StorageException;
    }

    @Override
    public Upload begin(Destination destination, long size) throws StorageException {
        return reserved(destination, size, () -> storage.begin(destination, size));
    }

    @Override
    public Upload begin(UploadId id, Destination destination, long size) throws StorageException {
        return reserved(destination, size, () -> storage.begin(id, destination, size));
    }

    private Upload reserved(Destination destination, long size, Beginning beginning) throws StorageException {
        Parts parts = partsOrNull();
        Account.Reservation reservation =
                account.reserve(quota, parts, destination.target(), Use.file(Math.max(0, size)));
        try {
            return new QuotaUpload(beginning.begin(), reservation, quota, parts, size);
        } catch (StorageException | RuntimeException | Error e) {
            reservation.release();
            throw e;
        }
    }

    private Parts partsOrNull() throws StorageException {
        try {
            return storage.parts();
        } catch (StorageException e) {
            if (e.code() == ErrorCode.UNSUPPORTED) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public Parts parts() throws StorageException {
        return new QuotaParts(storage.parts(), account, quota);
    }

    @Override
    public Storage since(long nanoTime) {
        return new QuotaStorage(storage.since(nanoTime), account, quota);
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
    public void makeDirectory(SafePath directory, boolean parents, Durability durability) throws StorageException {
        storage.makeDirectory(directory, parents, durability);
    }

    @Override
    public Attributes move(SafePath from, Destination to, Durability durability) throws StorageException {
        return storage.move(from, to, durability);
    }

    @Override
    public void delete(SafePath path, boolean recursive, Expectation expectation, Durability durability)
            throws StorageException {
        storage.delete(path, recursive, expectation, durability);
    }

    @Override
    public Properties properties(SafePath path) throws StorageException {
        return storage.properties(path);
    }

    @Override
    public void annotate(SafePath path, PropertyChanges changes, Instant modified, Durability durability)
            throws StorageException {
        storage.annotate(path, changes, modified, durability);
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
