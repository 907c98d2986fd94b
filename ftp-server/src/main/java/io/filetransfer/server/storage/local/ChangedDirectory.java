package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A directory in which something is changed, held open with those above it that have to be synced with it. */
final class ChangedDirectory implements Closeable {
    private record Above(Directory directory, Object child, Object token) {}

    private final Deque<Above> unsyncedAbove = new ArrayDeque<>();
    private final Durability durability;
    private final EntrySyncs entries;
    private Directory directory;
    private Directory top;

    /** @param directory taken over */
    ChangedDirectory(Directory directory, Durability durability, EntrySyncs entries) {
        this.directory = directory;
        this.durability = durability;
        this.entries = entries;
    }

    Directory directory() {
        return directory;
    }

    /** Goes on to a directory in here, which is taken over, also when this fails. */
    void descend(Directory child) throws IOException {
        try {
            if (!child.mount().equals(directory.mount())) {
                Directory entered = child.again();
                closeTop();
                top = entered;
            }
        } catch (IOException | RuntimeException e) {
            child.close();
            throw e;
        }
        if (durability == Durability.SYNCED) {
            entries.takeForUnsyncedIfUnknown(child.key());
        }
        Object token = entries.token(child.key());
        if (token == null) {
            directory.close();
        } else {
            unsyncedAbove.push(new Above(directory, child.key(), token));
        }
        directory = child;
    }

    /** The top of the file system that this is on; null for that of the root. */
    Directory top() {
        return top;
    }

    private void closeTop() {
        if (top != null) {
            top.close();
        }
    }

    /**
     * Syncs, as far as the durability asks for it, the entry of this directory and of those above, deepest first. Before
     * something is moved here: it would be lost with the name it had if this directory were.
     */
    void syncAbove() throws IOException {
        if (isRelaxed()) {
            return;
        }
        while (!unsyncedAbove.isEmpty()) {
            Above above = unsyncedAbove.peek();
            entries.sync(above.directory);
            entries.synced(above.child, above.token);
            unsyncedAbove.pop().directory.close();
        }
    }

    /** Syncs, as far as the durability asks for it, what was changed here, and then as {@link #syncAbove}. */
    void sync() throws IOException {
        if (isRelaxed()) {
            return;
        }
        entries.sync(directory);
        syncAbove();
    }

    private boolean isRelaxed() {
        return durability == Durability.RELAXED && !entries.areTooMany();
    }

    @Override
    public void close() {
        directory.close();
        closeTop();
        unsyncedAbove.forEach(above -> above.directory.close());
    }
}
