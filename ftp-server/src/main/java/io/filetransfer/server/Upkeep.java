package io.filetransfer.server;

import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What a server does for its storage by itself, now and then, on disk threads. */
final class Upkeep {
    private static final Logger LOG = LogManager.getLogger("server");
    private static final long CHECK_SECONDS = 10;

    private final Storage storage;
    private final Executor disk;

    /** A disk that does not answer is asked once. */
    private final AtomicBoolean checking = new AtomicBoolean();

    Upkeep(Storage storage, Executor disk) {
        this.storage = storage;
        this.disk = disk;
    }

    void begin(ScheduledExecutorService timer, boolean readOnly) {
        timer.scheduleAtFixedRate(this::check, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        if (!readOnly) {
            timer.scheduleAtFixedRate(() -> onDisk(this::expire), 1, 1, TimeUnit.HOURS);
        }
    }

    /** So that the log tells that the root is gone also when nobody asks for anything. */
    private void check() {
        if (checking.compareAndSet(false, true)) {
            boolean begun = onDisk(() -> {
                try {
                    storage.check();
                } catch (StorageException told) {
                    // The storage has logged it.
                } finally {
                    checking.set(false);
                }
            });
            if (!begun) {
                checking.set(false);
            }
        }
    }

    /** Lets what is left of uploads and their ids expire. */
    private void expire() {
        try {
            storage.expire();
        } catch (IOException | RuntimeException e) {
            LOG.warn("what is left of uploads could not be tidied up", e);
        }
    }

    /** @return false when the server goes down: the next start does it */
    private boolean onDisk(Runnable task) {
        try {
            disk.execute(task);
            return true;
        } catch (RejectedExecutionException goingDown) {
            return false;
        }
    }
}
