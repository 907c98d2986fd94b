package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.Path;

/** Makes directories: in staging, from where they are moved, since Java cannot make one in a directory that is held. */
final class NewDirectory {
    private final DataKeeper data;
    private final NameLocks locks;
    private final int mode;
    private final boolean umaskAgrees;

    /**
     * @param mode permission bits of what is made
     * @param umask bits that the kernel takes from that
     */
    NewDirectory(DataKeeper data, NameLocks locks, int mode, int umask) {
        this.data = data;
        this.locks = locks;
        this.mode = mode;
        this.umaskAgrees = (mode & umask) == 0;
    }

    /** As {@link Directory#move}, of a directory. */
    @FunctionalInterface
    interface Mover {
        void move(Directory from, Path name, Directory to, Path newName) throws IOException;
    }

    /**
     * @param top of the file system that the parent is on; null for that of the root
     * @return false if something has the name
     */
    boolean make(Directory top, Directory parent, Path name, Mover mover) throws IOException {
        Path staged = Staging.newName();
        try (Staging staging = data.inStaging(top, own -> newDirectory(own, staged))) {
            boolean made = false;
            try {
                made = move(mover, staging, staged, parent, name);
            } finally {
                if (!made) {
                    remove(staging, staged);
                }
            }
            return made;
        }
    }

    private boolean move(Mover mover, Staging staging, Path staged, Directory parent, Path name) throws IOException {
        NameLocks.LockedName lock = locks.lock(parent, name);
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

    private Staging newDirectory(Staging staging, Path staged) throws IOException {
        try {
            staging.newDirectory(staged, mode);
            if (!umaskAgrees) {
                staging.setDirectoryMode(staged, mode);
            }
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
