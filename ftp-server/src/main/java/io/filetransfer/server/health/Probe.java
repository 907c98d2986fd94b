package io.filetransfer.server.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Tries something now and then, where that may wait, and knows how it went last; one that does not come back is not tried
 * again, and counts as failed after its deadline. Safe for use by many threads.
 */
public final class Probe {
    private static final String FINE = "";

    private final Executor where;
    private final Callable<String> attempt;
    private final long deadlineNanos;
    private final LongSupplier nanoTime;

    /** When the attempt began that is under way; null for none. */
    private final AtomicReference<Long> underWay = new AtomicReference<>();

    private volatile String last = "it was not looked at yet";

    /**
     * @param where the attempt is made
     * @param attempt gives null or why it failed
     * @param deadline after which it counts as failed
     */
    public Probe(Executor where, Callable<String> attempt, Duration deadline, LongSupplier nanoTime) {
        this.where = where;
        this.attempt = attempt;
        this.deadlineNanos = deadline.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Tries now, and then again and again. */
    public void every(Duration time, ScheduledExecutorService timer) {
        timer.scheduleAtFixedRate(this::run, 0, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void run() {
        if (!underWay.compareAndSet(null, nanoTime.getAsLong())) {
            return;
        }
        try {
            where.execute(this::attempt);
        } catch (RejectedExecutionException e) {
            last = "the server has too much to do, or goes down";
            underWay.set(null);
        }
    }

    private void attempt() {
        String failure;
        try {
            failure = attempt.call();
        } catch (Exception | Error e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        last = failure == null ? FINE : failure;
        underWay.set(null);
    }

    /** Why it failed, or null. */
    public String failure() {
        Long began = underWay.get();
        if (began != null && nanoTime.getAsLong() - began > deadlineNanos) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - began);
            return "it has not answered for " + seconds + " s";
        }
        String said = last;
        return said.isEmpty() ? null : said;
    }
}
