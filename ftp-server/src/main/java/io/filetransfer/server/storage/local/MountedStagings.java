package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * Staging on the file systems that are mounted below the root, as nothing can be moved from one to another: at the top
 * of each, with a directory for each server, since several roots may have the same file system mounted.
 *
 * <pre>
 * .filetransfer-staging/
 *   &lt;id of the server&gt;/   as staging/ of the data directory; emptied when it is met for the first time in a run
 *     uploads/              as uploads/ of the data directory, but for the commits; stays
 * </pre>
 *
 * Held open only while something is in it: nobody could unmount it otherwise. Safe for use by many threads.
 */
final class MountedStagings {
    /** Identities of those that were emptied in this run. */
    private final OnceEach emptied = new OnceEach();

    /** Mounts and identities of those of uploads that were found or made, and synced, in this run. */
    private final OnceEach synced = new OnceEach();

    /**
     * @param top of the file system
     * @param server whose directory it is
     * @return for whoever asked, to be closed
     * @throws StorageException with a sentence that says where nothing could be made
     */
    Staging open(Directory top, Path server) throws IOException {
        try (Directory all = OwnDirectory.enterOrMake(top, ReservedEntries.ON_MOUNTS)) {
            Staging own = new Staging(OwnDirectory.enterOrMake(all, server));
            try {
                emptied.of(own.directory().key(), () -> empty(own));
                return own;
            } catch (IOException | RuntimeException e) {
                own.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotBeMade(e);
        }
    }

    private static void empty(Staging own) throws IOException {
        try (Directory content = own.directory().again()) {
            for (Path name : content) {
                if (!name.equals(ReservedEntries.UPLOADS)) {
                    own.remove(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** As {@link #open}, of what uploads in parts are kept in; the way there survives a power loss. */
    Staging uploads(Directory top, Path server) throws IOException {
        try (Directory all = OwnDirectory.enterOrMake(top, ReservedEntries.ON_MOUNTS);
                Directory own = OwnDirectory.enterOrMake(all, server)) {
            Staging uploads = new Staging(OwnDirectory.enterOrMake(own, ReservedEntries.UPLOADS));
            try {
                sync(uploads.directory(), own, all, top);
                return uploads;
            } catch (IOException | RuntimeException e) {
                uploads.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotBeMade(e);
        }
    }

    /** Also what an earlier server made and was killed before it synced it. */
    private void sync(Directory uploads, Directory... above) throws IOException {
        // With the mount, as another file system may have the same numbers once this one is gone.
        Object met = List.of(uploads.mount(), uploads.key());
        synced.of(met, () -> {
            uploads.sync();
            for (Directory each : above) {
                each.sync();
            }
        });
    }

    /** The same if it is there, else null. */
    Staging uploadsOrNull(Directory top, Path server) throws IOException {
        try (Directory all = top.enter(ReservedEntries.ON_MOUNTS);
                Directory own = all.enter(server)) {
            own.enter(ReservedEntries.UPLOADS).close();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return null;
        }
        return uploads(top, server);
    }

    private static StorageException cannotBeMade(IOException e) {
        StorageException told = DiskFailures.of(e);
        ErrorCode code = told.code() == ErrorCode.NOT_A_DIRECTORY ? ErrorCode.STORAGE_FAILED : told.code();
        return new StorageException(
                code,
                "Nothing can be made in " + ReservedEntries.ON_MOUNTS + " of the file system that is mounted there: "
                        + told.getMessage(),
                e);
    }
}
