package io.filetransfer.server.storage.local;

import io.filetransfer.codec.NameText;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Removes what is in a directory, by walking directories that are held. Others may add and remove meanwhile. What no
 * request could name stays, as whoever asks for the removal could not see it; that is reported when all else is gone.
 */
final class TreeRemoval {
    /**
     * A directory on the way down; {@code name} is its own, in the one above.
     *
     * @param path null if names do not matter
     */
    private record RemovedLevel(Directory directory, SafePath path, Path name, Iterator<Path> entries) {}

    /** Removes what is no directory. */
    @FunctionalInterface
    interface FileRemoval {
        /** @param path null if names do not matter */
        void remove(Directory parent, Path name, SafePath path) throws IOException;
    }

    private final Deque<RemovedLevel> levels = new ArrayDeque<>();
    private final FileRemoval files;
    private final Consumer<Object> removed;

    /** Why the first of what stays does; null while nothing does. */
    private StorageException failure;

    private String firstKept;
    private long kept;

    private TreeRemoval(FileRemoval files, Consumer<Object> removed) {
        this.files = files;
        this.removed = removed;
    }

    /**
     * Removes what is there now; what others add meanwhile may stay.
     *
     * @param top iterated, so opened for this; stays open and is not removed itself
     * @param path its name; null if nothing is to stay, whatever its name
     * @param removed gets the identity of each directory that is gone
     * @throws StorageException BAD_NAME if something stays that no request could name
     */
    static void empty(Directory top, SafePath path, FileRemoval files, Consumer<Object> removed) throws IOException {
        TreeRemoval removal = new TreeRemoval(files, removed);
        removal.levels.push(new RemovedLevel(top, path, null, top.iterator()));
        try {
            removal.run();
            removal.requireNothingKept();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            removal.levels.removeLast();
            removal.levels.forEach(level -> level.directory.close());
        }
    }

    private void run() throws IOException {
        while (true) {
            RemovedLevel level = levels.peek();
            if (level.entries.hasNext()) {
                remove(level, level.entries.next());
            } else if (levels.size() == 1) {
                return;
            } else {
                levels.pop();
                level.directory.close();
                removeEmptied(levels.peek().directory, level);
            }
        }
    }

    private void remove(RemovedLevel level, Path name) throws IOException {
        if (ReservedEntries.isOnMount(level.directory, name)) {
            return; // uploads of this server; a mount point stays anyway
        }
        if (level.path != null && StagingRemains.remove(level.directory, name)) {
            return;
        }
        SafePath path;
        try {
            path = level.path == null ? null : level.path.resolve(NameText.of(name));
        } catch (StorageException notNameable) {
            keep(level.path, name, notNameable);
            return;
        }
        Directory parent = level.directory;
        try {
            if (parent.isDirectory(name)) {
                Directory child = parent.enter(name);
                levels.push(new RemovedLevel(child, path, name, child.iterator()));
            } else {
                files.remove(parent, name, path);
            }
        } catch (NoSuchFileException | NotDirectoryException changedMeanwhile) {
            // Gone, or another kind by now: whoever calls sees whether the top is empty in the end.
        }
    }

    private void keep(SafePath parent, Path name, StorageException why) {
        kept++;
        if (failure == null) {
            failure = why;
            firstKept = NameText.shown(parent + "/" + NameText.of(name));
        }
    }

    private void requireNothingKept() throws StorageException {
        if (failure != null) {
            String more = kept == 1 ? "" : " (" + (kept - 1) + " more stay.)";
            throw new StorageException(
                    failure.code(), "Not all was removed; " + firstKept + ": " + failure.getMessage() + more);
        }
    }

    private void removeEmptied(Directory parent, RemovedLevel child) throws IOException {
        try {
            parent.deleteDirectory(child.name);
            removed.accept(child.directory.key());
        } catch (NoSuchFileException | NotDirectoryException | DirectoryNotEmptyException changedMeanwhile) {
            // As above.
        }
    }
}
