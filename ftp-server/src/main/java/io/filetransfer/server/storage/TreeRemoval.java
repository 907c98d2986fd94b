package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;
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

/** Removes all that is in a directory, by walking directories that are held. Others may add and remove meanwhile. */
final class TreeRemoval {
    /** A directory on the way down; {@code name} is its own, in the one above. */
    private record Level(Directory directory, Path name, Iterator<Path> entries) {}

    /** Told of what is about to be removed and is no directory. */
    @FunctionalInterface
    interface FileObserver {
        void removing(Directory parent, Path name) throws IOException;
    }

    private final Deque<Level> levels = new ArrayDeque<>();
    private final FileObserver files;
    private final Consumer<Object> removed;

    private TreeRemoval(FileObserver files, Consumer<Object> removed) {
        this.files = files;
        this.removed = removed;
    }

    /**
     * Removes what is there now; what others add meanwhile may stay.
     *
     * @param top iterated, so opened for this; stays open and is not removed itself
     * @param removed is told the identity of each directory that is gone
     */
    static void empty(Directory top, FileObserver files, Consumer<Object> removed) throws IOException {
        TreeRemoval removal = new TreeRemoval(files, removed);
        removal.levels.push(new Level(top, null, top.iterator()));
        try {
            removal.run();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            removal.levels.removeLast();
            removal.levels.forEach(level -> level.directory.close());
        }
    }

    private void run() throws IOException {
        while (true) {
            Level level = levels.peek();
            if (level.entries.hasNext()) {
                remove(level.directory, level.entries.next());
            } else if (levels.size() == 1) {
                return;
            } else {
                levels.pop();
                level.directory.close();
                removeEmptied(levels.peek().directory, level);
            }
        }
    }

    private void remove(Directory parent, Path name) throws IOException {
        try {
            if (parent.isDirectory(name)) {
                descend(parent, name);
            } else {
                files.removing(parent, name);
                parent.deleteFile(name);
            }
        } catch (NoSuchFileException | NotDirectoryException changedMeanwhile) {
            // Gone, or another kind by now: whoever calls sees whether the top is empty in the end.
        }
    }

    private void descend(Directory parent, Path name) throws IOException {
        if (levels.size() > SafePath.MAX_DEPTH) {
            throw new StorageException(ErrorCode.BAD_NAME, "The directories are nested too deep.");
        }
        Directory child = parent.enter(name);
        levels.push(new Level(child, name, child.iterator()));
    }

    private void removeEmptied(Directory parent, Level child) throws IOException {
        try {
            parent.deleteDirectory(child.name);
            removed.accept(child.directory.key());
        } catch (NoSuchFileException | NotDirectoryException | DirectoryNotEmptyException changedMeanwhile) {
            // As above.
        }
    }
}
