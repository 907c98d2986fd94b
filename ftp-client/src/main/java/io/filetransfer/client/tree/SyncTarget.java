package io.filetransfer.client.tree;

import java.util.function.Consumer;

/** The tree that a sync changes. Each change is reported when it is made; for the tree's thread. */
interface SyncTarget extends AutoCloseable {
    void makeRoot() throws InterruptedException;

    void makeDirectory(SyncEntry source) throws InterruptedException;

    /** @param failed what to do when it cannot be renamed; nothing is reported of that */
    void move(SyncPair move, Consumer<SyncPair> failed) throws InterruptedException;

    /** Time and permission bits of a file, to those of the source. */
    void setAttributes(SyncEntry source);

    void send(SyncEntry source) throws InterruptedException;

    /** A file, a link, or an empty directory; not if it changed since it was listed. */
    void remove(SyncEntry target) throws InterruptedException;

    /** All in a directory is as it should be. */
    void leaveDirectory(SyncEntry source);

    @Override
    default void close() {}
}
