package io.filetransfer.server.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Makes directories: in staging, from where they are moved, since Java cannot make one in a directory that is held. */
final class NewDirectory {
    private NewDirectory() {}

    /** As {@link Directory#move}, of a directory. */
    @FunctionalInterface
    interface Mover {
        void move(Directory from, Path name, Directory to, Path newName) throws IOException;
    }

    /**
     * @param top of the file system that the parent is on; null for that of the root
     * @return false if something has the name
     */
    static boolean make(DataKeeper data, NameLocks locks, Directory top, Directory parent, Path name, Mover mover)
            throws IOException {
        Path staged = Staging.newName();
        try (Staging staging = data.inStaging(top, own -> newDirectory(own, staged))) {
            boolean made = false;
            try {
                made = move(mover, locks, staging, staged, parent, name);
            } finally {
                if (!made) {
                    remove(staging, staged);
                }
            }
            return made;
        }
    }

    private static boolean move(Mover mover, NameLocks locks, Staging staging, Path staged, Directory parent, Path name)
            throws IOException {
        NameLocks.Held lock = locks.lock(parent, name);
        try {
            if (parent.lookOrNull(name) != null) {
                return false;
            }
            mover.move(staging.directory(), staged, parent, name);
            return true;
        } finally {
            lock.release();
        }
    }

    private static Staging newDirectory(Staging staging, Path staged) throws IOException {
        try {
            staging.newDirectory(staged);
            return staging;
        } catch (IOException | RuntimeException e) {
            remove(staging, staged); // it may have been made all the same
            throw e;
        }
    }

    private static void remove(Staging staging, Path staged) {
        try {
            staging.directory().deleteDirectory(staged);
        } catch (IOException leftForTheNextStart) {
            // Or it was never made.
        }
    }
}
