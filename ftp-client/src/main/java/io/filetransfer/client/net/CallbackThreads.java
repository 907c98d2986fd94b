package io.filetransfer.client.net;

import io.filetransfer.client.failure.ClientLog;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs what is the caller's in the ends of transfers: listeners, and all that depends on a future. It runs on threads that
 * are there for that alone, or is handed by them to the caller's executor. So whatever that code or that executor does
 * (wait, throw, run in place, close the client, leave the thread interrupted), no connection and no file waits for it or is
 * hurt by it.
 *
 * <p>A callback may wait for another transfer: as many threads as wait so are added, as in the JDK's common pool. But that
 * pool is shared with the whole program, which may keep it busy, or have it without any thread.
 */
final class CallbackThreads implements Executor {
    private static final int MOST = 256;
    private static final long KEEP_SECONDS = 10;

    private final ForkJoinPool own;
    private final Executor callers;

    /** @param callers the caller's executor, or null for none */
    CallbackThreads(Executor callers) {
        this.callers = callers;
        int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
        own = new ForkJoinPool(
                parallelism,
                CallbackThreads::newThread,
                null,
                true,
                parallelism,
                MOST,
                1,
                pool -> true,
                KEEP_SECONDS,
                TimeUnit.SECONDS);
    }

    private static ForkJoinWorkerThread newThread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("ftp-client-callback-" + thread.getPoolIndex());
        return thread;
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #close}; the callback is not run then */
    @Override
    public void execute(Runnable callback) {
        Once once = new Once(callback);
        own.execute(() -> {
            try {
                handOver(once);
            } finally {
                Thread.interrupted(); // one callback's interrupt is not for the next one
            }
        });
    }

    private void handOver(Once callback) {
        if (callers == null) {
            callback.run();
            return;
        }
        try {
            callers.execute(callback);
        } catch (Throwable e) {
            ClientLog.debug("The callback executor takes no more work", e);
            callback.run();
        }
    }

    /** What was taken is still run. */
    void close() {
        own.shutdown();
    }

    /** An executor that throws may have run it, or may not. */
    private static final class Once implements Runnable {
        private final Runnable callback;
        private final AtomicBoolean begun = new AtomicBoolean();

        Once(Runnable callback) {
            this.callback = callback;
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                callback.run();
            }
        }
    }
}
