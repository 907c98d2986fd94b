package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;

/** No more of another storage than every one has to have: no uploads in parts, no remembered ids. */
public record LeastStorage(Storage storage) implements Storage {
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
    public Upload begin(Destination destination, long size) throws StorageException {
        return storage.begin(destination, size);
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
    public void close() {
        storage.close();
    }
}
