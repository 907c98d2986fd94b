package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Keeps a second server off the root. The kernel gives the lock back when the process ends, however it ends. */
final class RootLock implements Closeable {
    private static final Path NAME = Path.of("lock");
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final FileChannel file;
    private final Object key;

    private RootLock(FileChannel file, Object key) {
        this.file = file;
        this.key = key;
    }

    /** Whether this is the lock that a second server would meet there. */
    boolean isIn(Directory data) throws IOException {
        Snapshot present = data.lookOrNull(NAME);
        return present != null && present.key().equals(key);
    }

    /** @throws StorageException BUSY when another server has the lock */
    static RootLock take(Directory data) throws IOException {
        // One at a time in this process, so that nobody opens the file between another's look and lock.
        synchronized (RootLock.class) {
            Snapshot present = data.lookOrNull(NAME);
            if (present != null && isOpenHere(present.key())) {
                throw taken();
            }
            FileChannel file = open(data, present);
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return new RootLock(file, data.look(NAME).key());
                }
            } catch (OverlappingFileLockException lockedHere) {
                // Only by a class loader of its own. Falls through.
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
            file.close();
            throw taken();
        }
    }

    private static FileChannel open(Directory data, Snapshot present) throws IOException {
        try {
            if (present != null && present.kind() != Kind.FILE) {
                // Opening a named pipe would wait for its other end.
                throw new DamagedFileException("It is not a file.");
            }
            return data.openFile(NAME, OPTIONS);
        } catch (IOException e) {
            throw DiskFailures.atStart(NAME.toString(), e, "Move it away.");
        }
    }

    /**
     * Whether this process has the lock file open. It must not be opened again then: closing any descriptor of a file ends
     * all locks that the process has on it.
     */
    private static boolean isOpenHere(Object key) throws IOException {
        try {
            Inspector.descriptor(key);
            return true;
        } catch (NoSuchFileException no) {
            return false;
        }
    }

    private static StorageException taken() {
        return new StorageException(ErrorCode.BUSY, "Another server is running on this root.");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException nothingWasWritten) {
            // The descriptor is gone either way, and the lock with it.
        }
    }
}
