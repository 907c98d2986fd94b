package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The root directory, held open: every walk starts here and goes from directory to directory, one name at a time. Safe for
 * use by many threads.
 */
final class Root implements Closeable {
    /** How many directories may be unsynced; with more, none is made or moved without a sync. */
    private static final int MAX_UNSYNCED = 100_000;
    /** How many directories are known; with more, all are unknown again, which costs a sync of each. */
    private static final int MAX_KNOWN = 100_000;
    /** How often a directory is made again that others remove all the time. */
    private static final int ATTEMPTS = 16;

    private final Directory directory;
    private final RootWatch watch;
    private final NewDirectory maker;
    private final GroupSync syncs = new GroupSync();
    private final HeldDirectories held = new HeldDirectories();

    /**
     * Directories, by identity, whose entry in the directory above may not be synced; with a token for each time. Who syncs
     * something below such a directory has to sync that entry too. Those that were made or moved here and, when something
     * below is to be safe for the first time, all others: an earlier server or another program may not have synced them.
     */
    private final Map<Object, Object> unsynced = new ConcurrentHashMap<>();

    /** Directories that are unsynced or were synced here. Changed together with the other under this object's lock. */
    private final Set<Object> known = ConcurrentHashMap.newKeySet();

    /**
     * @param directory taken over
     * @param watch of the directory
     * @param maker null when nothing is ever made
     */
    Root(Directory directory, RootWatch watch, NewDirectory maker) {
        this.directory = directory;
        this.watch = watch;
        this.maker = maker;
    }

    /**
     * Every walk begins with this, and what is told to be absent, listed whole or changed is told after it.
     *
     * @throws StorageException ROOT_GONE unless the directory is where it was when it was opened
     */
    void require() throws StorageException {
        watch.require();
    }

    /** What a failure means: that the root is gone, if it is, since then all else looks as if it were missing. */
    StorageException told(IOException failure) {
        try {
            require();
        } catch (StorageException now) {
            if (now.code() == ErrorCode.ROOT_GONE) {
                return now;
            }
        }
        return DiskFailures.of(failure);
    }

    /** Its path. */
    @Override
    public String toString() {
        return watch.toString();
    }

    Snapshot lookAtItself() throws IOException {
        require();
        return directory.lookAtItself();
    }

    /** @throws StorageException NOT_FOUND, also when one of the names stands for something else than a directory */
    Directory lookUp(SafePath path) throws IOException {
        try {
            return walk(path);
        } catch (NotDirectoryException e) {
            throw new StorageException(ErrorCode.NOT_FOUND, "Nothing has this name.", e);
        }
    }

    /** Opens the root once more, for an iteration. */
    Directory again() throws IOException {
        require();
        return directory.again();
    }

    /** @throws NotDirectoryException one of the names stands for something else, also for a link to a directory */
    private Directory walk(SafePath path) throws IOException {
        require();
        Directory current = directory.shared();
        for (String name : path.components()) {
            try (Directory above = current) {
                current = held.enter(above, NameText.path(name));
            }
        }
        return current;
    }

    /**
     * Opens a directory to change something in it.
     *
     * @param parents make what is missing on the way
     * @param durability of the change
     * @throws NotDirectoryException one of the names stands for something else, also for a link to a directory
     */
    Place place(SafePath path, boolean parents, Durability durability) throws IOException {
        require();
        Place place = new Place(directory.shared(), durability);
        try {
            for (String component : path.components()) {
                Path name = NameText.path(component);
                place.descend(parents ? enterOrMake(place, name) : held.enter(place.directory, name));
            }
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** As far down as there are directories: what is missing will be made on the same file system. Changes nothing. */
    Place deepest(SafePath path) throws IOException {
        require();
        Place place = new Place(directory.shared(), Durability.RELAXED);
        try {
            for (String component : path.components()) {
                place.descend(held.enter(place.directory, NameText.path(component)));
            }
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
        return place;
    }

    private Directory enterOrMake(Place parent, Path name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return held.enter(parent.directory, name);
            } catch (NoSuchFileException missing) {
                if (attempt == ATTEMPTS) {
                    throw missing;
                }
                make(parent, name);
            }
        }
    }

    /**
     * Makes a directory. It is made in staging and moved, since Java cannot make one in a directory that is held.
     *
     * @return false if something has the name
     */
    boolean make(Place place, Path name) throws IOException {
        return maker.make(place.top, place.directory, name, this::moveDirectory);
    }

    /** Moves a directory. The caller holds the lock of the new name and has seen that nothing has it. */
    void moveDirectory(Directory from, Path name, Directory to, Path newName) throws IOException {
        Object key = from.look(name).key();
        // Before the move: nobody may find it in its new place and take the entry for synced.
        synchronized (this) {
            unsynced.put(key, new Object());
            known.add(key);
        }
        from.move(name, to, newName);
    }

    /** A directory is gone, and what was not synced of it does not matter any more. */
    void forget(Object key) {
        synchronized (this) {
            known.remove(key);
            unsynced.remove(key);
        }
        held.drop(key);
    }

    private void takeForUnsyncedIfUnknown(Object key) {
        if (known.contains(key)) {
            return;
        }
        synchronized (this) {
            if (known.size() > MAX_KNOWN) {
                known.clear();
            }
            if (!known.contains(key)) {
                // Known last: who finds it known and without a token takes the entry for synced.
                unsynced.putIfAbsent(key, new Object());
                known.add(key);
            }
        }
    }

    /** Returns after a sync of the directory's entries that began after this call. */
    void sync(Directory changed) throws IOException {
        syncs.sync(changed.key(), changed::sync);
    }

    /** As {@link #sync}, for a directory and all above it, deepest first: whoever made them may not have synced them. */
    void syncUpwards(SafePath path) throws IOException {
        for (SafePath current = path; ; current = current.parent()) {
            try (Directory opened = lookUp(current)) {
                sync(opened);
            }
            if (current.isRoot()) {
                return;
            }
        }
    }

    @Override
    public void close() {
        held.close();
        directory.close();
    }

    /** A directory in which something is changed, held open with those above it that have to be synced with it. */
    final class Place implements Closeable {
        private record Above(Directory directory, Object child, Object token) {}

        private final Deque<Above> unsyncedAbove = new ArrayDeque<>();
        private final Durability durability;
        private Directory directory;
        private Directory top;

        private Place(Directory directory, Durability durability) {
            this.directory = directory;
            this.durability = durability;
        }

        Directory directory() {
            return directory;
        }

        private void descend(Directory child) throws IOException {
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
                takeForUnsyncedIfUnknown(child.key());
            }
            Object token = unsynced.get(child.key());
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
                Root.this.sync(above.directory);
                unsynced.remove(above.child, above.token);
                unsyncedAbove.pop().directory.close();
            }
        }

        /** Syncs, as far as the durability asks for it, what was changed here, and then as {@link #syncAbove}. */
        void sync() throws IOException {
            if (isRelaxed()) {
                return;
            }
            Root.this.sync(directory);
            syncAbove();
        }

        private boolean isRelaxed() {
            return durability == Durability.RELAXED && unsynced.size() <= MAX_UNSYNCED;
        }

        @Override
        public void close() {
            directory.close();
            closeTop();
            unsyncedAbove.forEach(above -> above.directory.close());
        }
    }
}
