package io.filetransfer.server.exchange;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the commits of one connection's uploads beside its lane: as many at once as the disk is slow. Where a commit waits
 * for the disk, many at once share its syncs; where it does not, one thread that goes on from commit to commit does more
 * than several that wake each other. Where none of the last ones took long, waking one costs more than the commit: it runs
 * in the lane.
 */
public final class Commits implements Executor {
    /** What a commit takes that does not wait: for each such time that it takes longer, one more runs at once. */
    private static final long QUICK_NANOS = 100_000;

    private static final int MAX_AT_ONCE = 32;

    /** What one takes at most that runs in the lane, if so many have done so before it. */
    private static final long SHORT_NANOS = 200_000;

    private static final int SHORT_BEFORE = 8;

    private final Executor pool;
    /** Bounded by what a connection may have under way. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private int running;
    /** What a commit took, weighed to the later ones. */
    private long usualNanos;
    /** How many were short since the last one that was not. */
    private int shortOnes;

    public Commits(Executor pool) {
        this.pool = pool;
    }

    /** @throws RejectedExecutionException if the pool takes no more work; the task is not run then */
    @Override
    public void execute(Runnable commit) {
        boolean here;
        synchronized (this) {
            here = running == 0 && shortOnes >= SHORT_BEFORE;
            if (!here) {
                waiting.add(commit);
                if (running >= limit()) {
                    return;
                }
            }
            running++;
        }
        if (here) {
            runOne(commit);
            run();
            return;
        }
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running--;
                if (running > 0 || !waiting.remove(commit)) {
                    return; // those that run take it
                }
            }
            throw e;
        }
    }

    private long limit() {
        return Math.min(MAX_AT_ONCE, 1 + usualNanos / QUICK_NANOS);
    }

    private void run() {
        for (Runnable commit = next(); commit != null; commit = next()) {
            runOne(commit);
        }
    }

    private void runOne(Runnable commit) {
        long start = System.nanoTime();
        try {
            commit.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        took(System.nanoTime() - start);
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    /** Those that came while the disk was thought to be quick do not wait for each other when it is not. */
    private void took(long nanos) {
        long more;
        synchronized (this) {
            usualNanos += (nanos - usualNanos) / 8;
            shortOnes = nanos > SHORT_NANOS ? 0 : shortOnes + 1;
            more = Math.max(0, Math.min(limit() - running, waiting.size()));
            running += (int) more;
        }
        for (long i = 0; i < more; i++) {
            try {
                pool.execute(this::run);
            } catch (RejectedExecutionException e) {
                synchronized (this) {
                    running -= (int) (more - i); // this thread takes what waits
                }
                return;
            }
        }
    }
}
