package io.filetransfer.codec;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor whose tasks run when the test says so. */
public final class Steps implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException();
        }
        tasks.add(task);
    }

    public boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    public void runAll() {
        while (runOne()) {
            // on to the next
        }
    }

    public int waiting() {
        return tasks.size();
    }

    /** Takes no more. */
    public void close() {
        closed = true;
    }
}
