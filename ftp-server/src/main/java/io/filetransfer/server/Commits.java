package io.filetransfer.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the commits of one connection's uploads beside its lane: as many at once as the disk is slow. Where a commit waits
 * for the disk, many at once share its syncs; where it does not, one thread that goes on from commit to commit does more
 * than several that wake each other.
 */
final class Commits implements Executor {
    /** What a commit takes that does not wait: for each such time that it takes longer, one more runs at once. */
    private static final long QUICK_NANOS = 100_000;

    private static final int MAX_AT_ONCE = 32;

    private final Executor pool;
    /** Bounded by what a connection may have under way. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private int running;
    /** What a commit took, weighed to the later ones. */
    private long usualNanos;

    Commits(Executor pool) {
        this.pool = pool;
    }

    /** @throws RejectedExecutionException if the pool takes no more work; the task is not run then */
    @Override
    public void execute(Runnable commit) {
        synchronized (this) {
            waiting.add(commit);
            if (running >= Math.min(MAX_AT_ONCE, 1 + usualNanos / QUICK_NANOS)) {
                return;
            }
            running++;
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

    private void run() {
        for (Runnable commit = next(); commit != null; commit = next()) {
            long start = System.nanoTime();
            commit.run();
            took(System.nanoTime() - start);
        }
    }

    private synchronized void took(long nanos) {
        usualNanos += (nanos - usualNanos) / 8;
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
