package io.filetransfer.client.failure;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Retry;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How often one transfer is tried again, by what went wrong. One for each transfer, whose exchanges follow one another, and
 * one for each of its streams. Every budget ends, whatever the other side does:
 *
 * <ul>
 *   <li>A server that goes down is waited for, by time.
 *   <li>What interrupts is counted. The count begins again when an attempt brought much that is kept and that no attempt
 *       before it had: so it ends with the file at the latest.
 *   <li>Content that was got in vain, because it came damaged or the file changed, is counted and never forgotten: that
 *       many times the file is moved at most.
 * </ul>
 */
public final class RetryBudget {
    /** An attempt that brought that much was worth it, however often connections break on a long way. */
    private static final long WORTHWHILE = 8 << 20;

    private final RetrySettings settings;
    private final String name;
    private final Consumer<Retry> told;
    private int attempts = 1;
    private int interruptions;
    private int rewinds;
    private int waits;
    private long waitingSince;
    /** The most that was ever kept. */
    private long kept;

    /** @param told hears of each attempt that follows another one */
    public RetryBudget(RetrySettings settings, String name, Consumer<Retry> told) {
        this.settings = settings;
        this.name = name;
        this.told = told;
    }

    /** With nothing of it spent; for another stream of the same transfer. */
    public RetryBudget fresh() {
        return new RetryBudget(settings, name, told);
    }

    /**
     * @param remedy that the policy has for the failure
     * @param keptNow bytes that need not be moved again
     * @return nanoseconds to wait, or -1 if it is over
     */
    public long next(Remedy remedy, Throwable cause, long keptNow) {
        if (remedy == Remedy.OVER || !(cause instanceof FileTransferException failure)) {
            return -1;
        }
        progressed(keptNow);
        long delay = delay(remedy, failure);
        if (delay >= 0) {
            attempts++;
            told.accept(new Retry(name, attempts, Duration.ofNanos(delay), failure));
        }
        return delay;
    }

    private void progressed(long keptNow) {
        if (keptNow - kept >= WORTHWHILE) {
            interruptions = 0;
            waits = 0;
        }
        kept = Math.max(kept, keptNow);
    }

    private long delay(Remedy remedy, FileTransferException failure) {
        if (remedy == Remedy.REWIND) {
            return rewinds < settings.retries() ? pause(rewinds++, failure) : -1;
        }
        if (failure.code() == ErrorCode.SHUTTING_DOWN && settings.waits()) {
            return waitForRestart(failure);
        }
        return interruptions < settings.retries() ? pause(interruptions++, failure) : -1;
    }

    private long waitForRestart(FileTransferException failure) {
        long now = settings.clock().getAsLong();
        if (waits == 0) {
            waitingSince = now;
        }
        long left = settings.time().toNanos() - (now - waitingSince);
        return left > 0 ? Math.min(left, pause(waits++, failure)) : -1;
    }

    private long pause(int before, FileTransferException failure) {
        return settings.backOff().nanos(before, failure.retryAfter());
    }
}
