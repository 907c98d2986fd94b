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

/**
 * The root directory, held open: every walk starts here and goes from directory to directory, one name at a time. Safe
 * for use by many threads.
 */
final class Root implements Closeable {
    /** How often a directory is made again that others remove all the time. */
    private static final int ATTEMPTS = 16;

    private final Directory directory;
    private final RootWatch watch;
    private final NewDirectory maker;
    private final EntrySyncs entries = new EntrySyncs();
    private final HeldDirectories held = new HeldDirectories();

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
     * Every walk begins with this or goes by a look that another has had since it was asked for, and what is reported as absent, listed whole or changed is reported after it.
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

    /** As {@link #lookUp(SafePath, long)}, with looks of its own. */
    Directory lookUp(SafePath path) throws IOException {
        return lookUp(path, System.nanoTime());
    }

    /**
     * @param since looks at directories count that began after that
     * @throws StorageException NOT_FOUND, also when one of the names stands for something else than a directory
     */
    Directory lookUp(SafePath path, long since) throws IOException {
        try {
            return walk(path, since);
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
    private Directory walk(SafePath path, long since) throws IOException {
        watch.require(since);
        Directory current = directory.shared();
        for (String name : path.components()) {
            try (Directory above = current) {
                current = held.enter(above, NameText.path(name), since);
            }
        }
        return current;
    }

    /** As {@link #place(SafePath, boolean, Durability, long)}, with looks of its own. */
    ChangedDirectory place(SafePath path, boolean parents, Durability durability) throws IOException {
        return place(path, parents, durability, System.nanoTime());
    }

    /**
     * Opens a directory to change something in it.
     *
     * @param parents make what is missing on the way
     * @param durability of the change
     * @param since looks at directories count that began after that
     * @throws NotDirectoryException one of the names stands for something else, also for a link to a directory
     */
    ChangedDirectory place(SafePath path, boolean parents, Durability durability, long since) throws IOException {
        watch.require(since);
        ChangedDirectory place = new ChangedDirectory(directory.shared(), durability, entries);
        try {
            for (String component : path.components()) {
                Path name = NameText.path(component);
                place.descend(parents ? enterOrMake(place, name, since) : held.enter(place.directory(), name, since));
            }
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** As {@link #deepest(SafePath, long)}, with looks of its own. */
    ChangedDirectory deepest(SafePath path) throws IOException {
        return deepest(path, System.nanoTime());
    }

    /**
     * As far down as there are directories: what is missing will be made on the same file system. Changes nothing.
     *
     * @param since looks at directories count that began after that
     */
    ChangedDirectory deepest(SafePath path, long since) throws IOException {
        watch.require(since);
        ChangedDirectory place = new ChangedDirectory(directory.shared(), Durability.RELAXED, entries);
        try {
            for (String component : path.components()) {
                place.descend(held.enter(place.directory(), NameText.path(component), since));
            }
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
        return place;
    }

    private Directory enterOrMake(ChangedDirectory parent, Path name, long since) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return held.enter(parent.directory(), name, since);
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
    boolean make(ChangedDirectory place, Path name) throws IOException {
        return maker.make(place.top(), place.directory(), name, this::moveDirectory);
    }

    /** Moves a directory. The caller holds the lock of the new name and has seen that nothing has it. */
    void moveDirectory(Directory from, Path name, Directory to, Path newName) throws IOException {
        Object key = from.look(name).key();
        entries.moving(key);
        from.move(name, to, newName);
    }

    /** A directory is gone, and what was not synced of it does not matter any more. */
    void forget(Object key) {
        entries.forget(key);
        held.drop(key);
    }

    /** Returns after a sync of the directory's entries that began after this call. */
    void sync(Directory changed) throws IOException {
        entries.sync(changed);
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
}
