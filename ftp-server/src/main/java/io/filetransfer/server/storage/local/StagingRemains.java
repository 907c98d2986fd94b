package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A directory as {@link MountedStagings} makes it, in which nothing but what servers collect lies, where no file system is
 * mounted: a bind mount is gone, or the directory was copied. Nobody can name it and nobody put it there, so it is in no
 * listing and goes with the directory that it is in. One with anything else in it is somebody's, and stays.
 */
final class StagingRemains {
    /** Of {@link ServerId} and of {@link Staging#newName}. */
    private static final Pattern OWN = Pattern.compile("[0-9a-f-]{36}");

    private static final Pattern COLLECTED = Pattern.compile("[0-9a-f]{32}\\.(data|journal)");

    /** Of directories below: one of a server, and in it those of uploads and those that were being made. */
    private static final int DEPTH = 2;

    /** What a directory of ours may have in it. */
    private interface Entries {
        boolean isOurs(Directory directory, Path name) throws IOException;
    }

    private StagingRemains() {}

    static boolean areIn(Directory parent, Path name) throws IOException {
        return name.equals(ReservedEntries.ON_MOUNTS) && isOnly(parent, name, StagingRemains::isServers);
    }

    /** @return whether they were there, and are gone now */
    static boolean remove(Directory parent, Path name) throws IOException {
        if (!areIn(parent, name)) {
            return false;
        }
        try (Directory all = parent.enter(name)) {
            empty(all, DEPTH);
        }
        parent.deleteDirectory(name);
        return true;
    }

    /** @return false if something else is in a directory, which is then as it was */
    static boolean removeAllOf(Directory directory) throws IOException {
        try (Directory entries = directory.again()) {
            for (Path name : entries) {
                if (!areIn(directory, name)) {
                    return false;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        remove(directory, ReservedEntries.ON_MOUNTS);
        return true;
    }

    /** What others add meanwhile deeper than anything of ours lies stays, and so does the whole. */
    private static void empty(Directory directory, int depth) throws IOException {
        try (Directory entries = directory.again()) {
            for (Path name : entries) {
                Snapshot found = directory.lookOrNull(name);
                if (found == null) {
                    continue;
                }
                if (found.kind() != Kind.DIRECTORY) {
                    directory.deleteFile(name);
                    continue;
                }
                if (depth > 0) {
                    try (Directory below = directory.enter(name)) {
                        empty(below, depth - 1);
                    }
                }
                directory.deleteDirectory(name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isServers(Directory all, Path name) throws IOException {
        return OWN.matcher(name.toString()).matches() && isOnly(all, name, StagingRemains::isOfServer);
    }

    private static boolean isOfServer(Directory server, Path name) throws IOException {
        if (name.equals(ReservedEntries.UPLOADS)) {
            return isOnly(server, name, (uploads, file) -> isFile(uploads, file, COLLECTED));
        }
        return isFile(server, name, OWN)
                || OWN.matcher(name.toString()).matches() && isOnly(server, name, (made, nothing) -> false);
    }

    private static boolean isFile(Directory directory, Path name, Pattern pattern) throws IOException {
        Snapshot found = directory.lookOrNull(name);
        return pattern.matcher(name.toString()).matches() && found != null && found.kind() == Kind.FILE;
    }

    /** Whether it is a directory in which all entries are ours, and no file system is mounted. */
    private static boolean isOnly(Directory parent, Path name, Entries expected) throws IOException {
        try (Directory directory = parent.enter(name)) {
            if (!directory.mount().equals(parent.mount())) {
                return false;
            }
            try (Directory entries = directory.again()) {
                for (Path entry : entries) {
                    if (!expected.isOurs(directory, entry)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException other) {
            return false;
        }
    }
}
