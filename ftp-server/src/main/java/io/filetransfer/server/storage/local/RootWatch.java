package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Knows whether the root is still where the operator put it. A directory that is held open outlives its name: when it
 * was removed, replaced, unmounted or mounted over, it looks empty, or shows what nobody serves any more, and whoever
 * trusts that removes copies that are still good. One system call a look. Safe for use by many threads.
 */
final class RootWatch {
    private static final Logger LOG = LogManager.getLogger("server");

    private final Path path;
    private final Object key;
    private final Disk disk;

    private final LastLook look = new LastLook();

    /** As it was reported last: the log gets a line for a change, not for each request. */
    private final AtomicBoolean gone = new AtomicBoolean();

    /**
     * @param path absolute, as links in it are now; whoever switches a link replaces the root
     * @param key identity of the root, which is held open, so that nothing else can get it
     */
    RootWatch(Path path, Object key, Disk disk) {
        this.path = path;
        this.key = key;
        this.disk = disk;
    }

    /** As {@link #require()}, where a look counts that began after {@code since}. */
    void require(long since) throws StorageException {
        if (!look.covers(since)) {
            require();
        }
    }

    /** @throws StorageException ROOT_GONE unless the path leads to the root */
    void require() throws StorageException {
        StorageException failure = null;
        long begun = System.nanoTime();
        try {
            if (key.equals(disk.identity(path))) {
                look.was(begun);
                noteBack();
                return;
            }
        } catch (IOException e) {
            failure = DiskFailures.of(e);
            if (!isAbsence(failure)) {
                throw failure;
            }
        }
        noteGone(failure);
        throw new StorageException(
                ErrorCode.ROOT_GONE, "The directory that this server serves is not in its place any more.", failure);
    }

    @Override
    public String toString() {
        return path.normalize().toString();
    }

    private void noteBack() {
        if (gone.get() && gone.compareAndSet(true, false)) {
            LOG.info("the root {} is back", path);
        }
    }

    /** Where nobody can look, there is nothing; a disk that fails says nothing about what is there. */
    private static boolean isAbsence(StorageException failure) {
        return failure.code() == ErrorCode.NOT_FOUND
                || failure.code() == ErrorCode.NOT_A_DIRECTORY
                || failure.code() == ErrorCode.DENIED;
    }

    private void noteGone(StorageException failure) {
        if (gone.compareAndSet(false, true)) {
            LOG.error(
                    "the root {} is gone: {}; every request is refused until the same directory is there again",
                    path,
                    why(failure));
        }
    }

    private static String why(StorageException failure) {
        if (failure == null) {
            return "another directory or mount is in its place";
        }
        return failure.code() == ErrorCode.DENIED ? "its path is closed to this user" : "nothing is in its place";
    }
}
