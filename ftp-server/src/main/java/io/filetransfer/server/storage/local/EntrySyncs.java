package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which directories' entries in the directory above may not be on the disk, and the syncs that many share. Safe for use
 * by many threads.
 */
final class EntrySyncs {
    /** How many directories may be unsynced; with more, none is made or moved without a sync. */
    private static final int MAX_UNSYNCED = 100_000;
    /** How many directories are known; with more, all are unknown again, which costs a sync of each. */
    private static final int MAX_KNOWN = 100_000;

    private final GroupSync syncs = new GroupSync();

    /**
     * Directories, by identity, whose entry in the directory above may not be synced; with a token for each time. Who
     * syncs something below such a directory has to sync that entry too. Those that were made or moved here and, when
     * something below is to be safe for the first time, all others: an earlier server or another program may not have
     * synced them.
     */
    private final Map<Object, Object> unsynced = new ConcurrentHashMap<>();

    /** Directories that are unsynced or were synced here. Changed together with the other under this object's lock. */
    private final Set<Object> known = ConcurrentHashMap.newKeySet();

    /** Before a directory is moved: nobody may find it in its new place and take the entry for synced. */
    synchronized void moving(Object key) {
        unsynced.put(key, new Object());
        known.add(key);
    }

    /** A directory is gone, and what was not synced of it does not matter any more. */
    synchronized void forget(Object key) {
        known.remove(key);
        unsynced.remove(key);
    }

    void takeForUnsyncedIfUnknown(Object key) {
        if (known.contains(key)) {
            return;
        }
        synchronized (this) {
            if (known.size() > MAX_KNOWN) {
                known.clear();
            }
            if (!known.contains(key)) {
                // Known last: whoever finds it known and without a token takes the entry for synced.
                unsynced.putIfAbsent(key, new Object());
                known.add(key);
            }
        }
    }

    /** Stands for the entry as it is now; null if it is synced. */
    Object token(Object key) {
        return unsynced.get(key);
    }

    /** The entry was synced after it got the token. */
    void synced(Object key, Object token) {
        unsynced.remove(key, token);
    }

    /** Whether there are so many unsynced entries that no change may leave more. */
    boolean areTooMany() {
        return unsynced.size() > MAX_UNSYNCED;
    }

    /** Returns after a sync of the directory's entries that began after this call. */
    void sync(Directory changed) throws IOException {
        syncs.sync(changed.key(), changed::sync);
    }
}
