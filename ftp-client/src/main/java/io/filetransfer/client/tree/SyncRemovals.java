package io.filetransfer.client.tree;

/** Entries of a sync's target that are to go, of any number in little memory. */
final class SyncRemovals implements AutoCloseable {
    /** In an order of their own, so that a limit keeps the same ones each time. */
    private final ExternalSort<SyncEntry> files = new ExternalSort<>(SyncEntry.FORMAT, SyncEntry.BY_PATH);

    private final ExternalSort<SyncEntry> directories = new ExternalSort<>(SyncEntry.FORMAT, SyncPlan.BY_DEPTH);
    private long count;

    void add(SyncEntry target) {
        count++;
        (target.isDirectory() ? directories : files).add(target);
    }

    long count() {
        return count;
    }

    /** The next file, or what else is no directory; null after the last. */
    SyncEntry nextFile() {
        return files.next();
    }

    /** The next directory, the deepest first; null after the last. */
    SyncEntry nextDirectory() {
        return directories.next();
    }

    @Override
    public void close() {
        files.close();
        directories.close();
    }
}
