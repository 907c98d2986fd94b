package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
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

    /** How many that were removed stay open for who still uses them. */
    private static final int MAX_RETIRED = 8;

    /** Work in staging that fails when the directory is not there any more. */
    @FunctionalInterface
    interface Work<T> {
        T run(Staging staging) throws IOException;
    }

    private final Directory root;
    private final StoredDigests digests;
    private final Disk disk;
    private final InstantSource clock;
    private final Deque<Runnable> retired = new ArrayDeque<>();
    private LocalStorage storage;
    private volatile DataDirectory data;
    /** Null until {@link #load}. */
    private volatile LocalParts parts;

    /** Where these parts are. */
    private volatile Staging loaded;

    /**
     * @param root stays open for as long as this is used
     * @param data taken over
     */
    DataKeeper(Directory root, DataDirectory data, Disk disk, InstantSource clock) {
        this.root = root;
        this.data = data;
        this.digests =
                new StoredDigests(data.digests().attaches(), data.digests().records());
        this.disk = disk;
        this.clock = clock;
    }

    /** Takes over the uploads in parts that an earlier server has left. Once, before all else. */
    void load(LocalStorage storage) throws IOException {
        this.storage = storage;
        parts = LocalParts.open(storage, data.uploads(), clock);
        loaded = data.uploads();
    }

    Staging staging() {
        return data.staging();
    }

    LocalParts parts() {
        return parts;
    }

    /** The same object for as long as this is used. */
    StoredDigests digests() {
        return digests;
    }

    /** Does work in staging; once more, if the directory was gone and is made again. */
    <T> T inStaging(Work<T> work) throws IOException {
        try {
            return work.run(staging());
        } catch (NoSuchFileException gone) {
            if (!require()) {
                throw gone;
            }
            return work.run(staging());
        }
    }

    /**
     * Makes the data directory again unless it is in its place.
     *
     * @return whether it was made again
     * @throws StorageException STORAGE_FAILED when that is not possible
     */
    boolean require() throws IOException {
        DataDirectory seen = data;
        if (seen.isInPlace(root) && loaded == seen.uploads()) {
            return false;
        }
        makeAgain();
        return true;
    }

    private synchronized void makeAgain() throws IOException {
        DataDirectory seen = data;
        try {
            if (!seen.isInPlace(root)) {
                data = DataDirectory.openAgain(root, disk, seen);
                digests.follow(data.digests());
                retire(seen::close);
                LOG.warn("the data directory was removed or replaced, and is made again; what it held is lost");
            }
            if (loaded != data.uploads()) {
                LocalParts before = parts;
                parts = LocalParts.open(storage, data.uploads(), clock);
                loaded = data.uploads();
                retire(before::close);
            }
        } catch (IOException | RuntimeException e) {
            throw cannot(e);
        }
    }

    /** Uploads that are under way still use it. */
    private void retire(Runnable close) {
        retired.add(close);
        if (retired.size() > MAX_RETIRED) {
            retired.remove().run();
        }
    }

    private static StorageException cannot(Exception failure) {
        String why = failure instanceof IOException e ? Failures.of(e).getMessage() : failure.toString();
        return new StorageException(
                ErrorCode.STORAGE_FAILED,
                "The server's own directory is gone, and cannot be made again: " + why,
                failure instanceof IOException e ? e : new IOException(failure));
    }

    /** What a failure of work with this staging means: that the directory is gone, if it is. */
    StorageException told(StorageException failure, Staging used) {
        if (failure.code() != ErrorCode.NOT_FOUND || used == staging() && isInPlace()) {
            return failure;
        }
        return new StorageException(
                ErrorCode.STORAGE_FAILED,
                "The server's own directory was removed while the content came; send it again.",
                failure);
    }

    private boolean isInPlace() {
        try {
            return data.isInPlace(root);
        } catch (IOException unknown) {
            return true;
        }
    }

    @Override
    public synchronized void close() {
        while (!retired.isEmpty()) {
            retired.remove().run();
        }
        if (parts != null) {
            parts.close();
        }
        data.close();
    }
}
