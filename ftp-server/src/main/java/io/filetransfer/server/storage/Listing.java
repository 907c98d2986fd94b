package io.filetransfer.server.storage;

import java.io.Closeable;

/** A directory being listed. Holds one open directory for each level it is in; memory does not grow with its size. */
public interface Listing extends Closeable {
    /**
     * One entry.
     *
     * @param name path below the listed directory, with {@code /} between its components
     */
    record Item(String name, Attributes attributes) {}

    /**
     * The next entry, or null after the last. Entries that vanish meanwhile are left out.
     *
     * @throws StorageException after the last entry, and on each further call, if something could not be read: all else
     *     was given
     */
    Item next() throws StorageException;

    @Override
    void close();
}
