package io.filetransfer.server.event;

import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Bounds how many lines of one kind are logged, so that a peer cannot fill the disk with its mistakes: so many in each
 * period, and for the others one line that counts them. Safe for use by many threads.
 */
final class LogLimit {
    private final IntSupplier linesPerPeriod;
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private final LongConsumer summary;

    private long periodStart;
    private long lines;

    /** @param summary logs how many lines were left out; called before the first line of a later period, or by {@link #flush} */
    LogLimit(int linesPerPeriod, long periodNanos, LongSupplier nanoTime, LongConsumer summary) {
        this(() -> linesPerPeriod, periodNanos, nanoTime, summary);
    }

    /** As the other one, with a number that may change. */
    LogLimit(IntSupplier linesPerPeriod, long periodNanos, LongSupplier nanoTime, LongConsumer summary) {
        this.linesPerPeriod = linesPerPeriod;
        this.periodNanos = periodNanos;
        this.nanoTime = nanoTime;
        this.summary = summary;
        this.periodStart = nanoTime.getAsLong();
    }

    /** Whether the next line may be logged. */
    synchronized boolean admit() {
        long now = nanoTime.getAsLong();
        if (now - periodStart >= periodNanos) {
            flush();
            periodStart = now;
        }
        lines++;
        return lines <= linesPerPeriod.getAsInt();
    }

    /** Tells of the lines that were left out since the last time. */
    synchronized void flush() {
        long leftOut = Math.max(0, lines - linesPerPeriod.getAsInt());
        lines = 0;
        if (leftOut > 0) {
            summary.accept(leftOut);
        }
    }
}
