package io.filetransfer.server;

import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.LiveUsers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What a server does by itself, now and then, on disk threads. */
final class Upkeep {
    private static final Logger LOG = LogManager.getLogger("server");

    /**
     * How often.
     *
     * @param check whether the root is in its place
     * @param takeUp files that were replaced
     * @param tidy what is kept for some time only, and the count of what users have
     */
    record Times(Duration check, Duration takeUp, Duration tidy) {
        static final Times DEFAULT = new Times(
                Duration.ofSeconds(10), Duration.ofSeconds(ServerConfig.USERS_TAKEN_UP_SECONDS), Duration.ofHours(1));
    }

    private final ScheduledExecutorService timer;
    private final Executor disk;
    private final Times times;

    Upkeep(ScheduledExecutorService timer, Executor disk, Times times) {
        this.timer = timer;
        this.disk = disk;
        this.times = times;
    }

    void of(Storage storage, boolean readOnly) {
        every(times.check, () -> check(storage));
        if (!readOnly) {
            every(times.tidy, () -> expire(storage));
        }
    }

    /** Whoever may not go on is cut off within that time, also when a token ends. */
    void of(ServerContext context, Homes homes) {
        Security security = context.security();
        if (security.tls() != null) {
            every(times.takeUp, security.tls()::refresh);
        }
        if (security.authenticator() == null) {
            return;
        }
        every(times.tidy, context.ledger()::recount);
        if (security.links() != null) {
            every(times.tidy, () -> security.links().tidy(Instant.now()));
        }
        LiveUsers accounts = security.authenticator().accounts();
        every(times.takeUp, () -> {
            accounts.refresh();
            if (security.links() != null) {
                security.links().refresh();
            }
            context.usersTaken();
        });
        // Apart: on a disk that does not answer it waits, and who may do what does not.
        every(times.takeUp, () -> homes.make(accounts.users()));
    }

    /** A disk that does not answer is asked once. */
    private void every(Duration time, Runnable task) {
        AtomicBoolean underWay = new AtomicBoolean();
        Runnable once = () -> {
            try {
                task.run();
            } finally {
                underWay.set(false);
            }
        };
        timer.scheduleAtFixedRate(
                () -> {
                    if (underWay.compareAndSet(false, true) && !onDisk(once)) {
                        underWay.set(false);
                    }
                },
                time.toNanos(),
                time.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** So that the log tells that the root is gone also when nobody asks for anything. */
    private static void check(Storage storage) {
        try {
            storage.check();
        } catch (StorageException told) {
            // The storage has logged it.
        }
    }

    /** Lets what is left of uploads and their ids expire. */
    private static void expire(Storage storage) {
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
