package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The data directory of a running server, and what is kept in it: made again when somebody has removed it, or put it
 * elsewhere. Uploads that are under way then are lost, and their senders hear why. Safe for use by many threads.
 */
final class DataKeeper implements Closeable {
    private static final Logger LOG = LogManager.getLogger("server");

    /** How many that were removed stay open for those that still use them. */
    private static final int MAX_RETIRED = 8;

    /** Work in staging that fails when the directory is not there any more. */
    @FunctionalInterface
    interface StagingWork<T> {
        T run(Staging staging) throws IOException;
    }

    private final Directory root;
    private final StoredDigests digests;
    private final Disk disk;
    private final MountedStagings mounted = new MountedStagings();
    private final Deque<Runnable> retired = new ArrayDeque<>();
    private volatile DataDirectory data;

    /**
     * @param root stays open for as long as this is used
     * @param data taken over
     */
    DataKeeper(Directory root, DataDirectory data, Disk disk) {
        this.root = root;
        this.data = data;
        this.digests =
                new StoredDigests(data.digests().attaches(), data.digests().records());
        this.disk = disk;
    }

    /** Where uploads in parts are kept on the root's file system; another one after it was made again. */
    Staging uploads() {
        return data.uploads();
    }

    /**
     * Where uploads in parts are kept on a mounted file system. For the caller to close.
     *
     * @param top of the file system
     */
    Staging uploads(Directory top) throws IOException {
        return mounted.uploads(top, data.server());
    }

    /** The same, or null where it was never made. */
    Staging uploadsOrNull(Directory top) throws IOException {
        return mounted.uploadsOrNull(top, data.server());
    }

    /** The same object for as long as this is used. */
    StoredDigests digests() {
        return digests;
    }

    /**
     * Does work in the staging from which things can be moved to a place; once more, if that was gone and is made again.
     * Staging goes over to the work, to be closed, unless that fails.
     *
     * @param top of the file system that the place is on; null for that of the root
     */
    <T> T inStaging(Directory top, StagingWork<T> work) throws IOException {
        if (top != null) {
            return onMount(top, work);
        }
        try {
            return work.run(data.staging().lent());
        } catch (NoSuchFileException gone) {
            if (!require()) {
                throw gone;
            }
            return work.run(data.staging().lent());
        }
    }

    private <T> T onMount(Directory top, StagingWork<T> work) throws IOException {
        Staging staging = mounted.open(top, data.server());
        try {
            return work.run(staging);
        } catch (IOException | RuntimeException e) {
            staging.close();
            throw e;
        }
    }

    /** Proves that writing and syncing still work. */
    void probe() throws IOException {
        require();
        data.probe(disk);
    }

    /**
     * Makes the data directory again unless it is in its place.
     *
     * @return whether it was made again
     * @throws StorageException STORAGE_FAILED when that is not possible
     */
    boolean require() throws IOException {
        if (data.isInPlace(root)) {
            return false;
        }
        makeAgain();
        return true;
    }

    private synchronized void makeAgain() throws IOException {
        DataDirectory seen = data;
        if (seen.isInPlace(root)) {
            return; // another thread has done it
        }
        try {
            data = DataDirectory.openAgain(root, disk, seen);
        } catch (IOException | RuntimeException e) {
            throw cannot(e);
        }
        digests.follow(data.digests());
        retire(seen::close);
        LOG.warn("the data directory was removed or replaced, and is made again; what it held is lost");
    }

    /** Closed later: uploads that are under way still use it. */
    synchronized void retire(Runnable close) {
        retired.add(close);
        if (retired.size() > MAX_RETIRED) {
            retired.remove().run();
        }
    }

    private static StorageException cannot(Exception failure) {
        String why = failure instanceof IOException e ? DiskFailures.of(e).getMessage() : failure.toString();
        return new StorageException(
                ErrorCode.STORAGE_FAILED,
                "The server's own directory is gone, and cannot be made again: " + why,
                failure instanceof IOException e ? e : new IOException(failure));
    }

    @Override
    public synchronized void close() {
        while (!retired.isEmpty()) {
            retired.remove().run();
        }
        data.close();
    }
}
