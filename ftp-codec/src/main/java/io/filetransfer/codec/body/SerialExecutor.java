package io.filetransfer.codec.body;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in order, on the threads of a pool: the disk work of one connection. A task that waits
 * for a disk holds one thread of the pool and nothing of any other connection.
 *
 * <p>The queue has no bound of its own; each caller bounds what it has under way. After a burst of tasks the thread goes
 * back to the pool, so that connections take turns.
 */
public final class SerialExecutor implements Executor {
    private static final int BURST = 64;

    private final Executor pool;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    public SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    /** @throws RejectedExecutionException if the pool takes no more work; the task is not run then */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() > 0) {
            return;
        }
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            tasks.remove(task);
            if (waiting.decrementAndGet() > 0) {
                run(); // tasks of others, who took this one's word that somebody runs them
            }
            throw e;
        }
    }

    private void run() {
        for (int i = 0; i < BURST; i++) {
            Runnable task = tasks.poll();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
            if (waiting.decrementAndGet() == 0) {
                return;
            }
        }
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            run(); // the pool goes down: what was accepted is still done
        }
    }
}
