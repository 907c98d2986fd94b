package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Staging on the file systems that are mounted below the root, as nothing can be moved from one to another: at the top of
 * each, with a directory for each server, since several roots may have the same file system mounted.
 *
 * <pre>
 * .filetransfer-staging/
 *   &lt;id of the server&gt;/   as staging/ of the data directory; emptied when it is met for the first time in a run
 * </pre>
 *
 * Held open only while something is in it: nobody could unmount it otherwise. Safe for use by many threads.
 */
final class MountedStagings {
    /** Identities of those that were emptied in this run. */
    private final Set<Object> emptied = new HashSet<>();

    /**
     * @param top of the file system
     * @param server whose directory it is
     * @return for whoever asked, to be closed
     * @throws StorageException with a sentence that tells where nothing could be made
     */
    Staging open(Directory top, Path server) throws IOException {
        try (Directory all = OwnDirectory.enterOrMake(top, ReservedEntries.ON_MOUNTS)) {
            Staging own = new Staging(OwnDirectory.enterOrMake(all, server));
            try {
                emptyOnce(own);
                return own;
            } catch (IOException | RuntimeException e) {
                own.close();
                throw e;
            }
        } catch (IOException e) {
            StorageException told = DiskFailures.of(e);
            ErrorCode code = told.code() == ErrorCode.NOT_A_DIRECTORY ? ErrorCode.STORAGE_FAILED : told.code();
            throw new StorageException(
                    code,
                    "Nothing can be made in " + ReservedEntries.ON_MOUNTS
                            + " of the file system that is mounted there: " + told.getMessage(),
                    e);
        }
    }

    private synchronized void emptyOnce(Staging own) throws IOException {
        if (!emptied.contains(own.directory().key())) {
            own.clear();
            emptied.add(own.directory().key());
        }
    }
}
