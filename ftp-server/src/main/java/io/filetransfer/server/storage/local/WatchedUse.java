package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.UseWatcher;

/** Who counts what is stored, if somebody does. Safe for use by many threads. */
final class WatchedUse {
    private volatile UseWatcher watcher = UseWatcher.NONE;

    void by(UseWatcher watcher) {
        this.watcher = watcher;
    }

    UseWatcher.Change changing(SafePath name) {
        return watcher.changing(name);
    }

    void movedDirectory(SafePath from, SafePath to) {
        watcher.movedDirectory(from, to);
    }

    /** @param replaced what had the name before, or null */
    static void published(UseWatcher.Change change, Snapshot published, Snapshot replaced) {
        change.published(published.size(), replaced == null ? -1 : replaced.size());
    }

    /** Only files count. */
    static void removed(UseWatcher.Change change, Snapshot removed) {
        if (removed != null && removed.kind() == Kind.FILE) {
            change.removed(removed.size());
        }
    }
}
