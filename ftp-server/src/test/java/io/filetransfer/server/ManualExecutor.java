package io.filetransfer.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Keeps tasks until the test runs them: a disk that is as slow as the test wants. */
final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    /** Whether it is so quick that a task has ended when it was asked for. */
    boolean atOnce;

    @Override
    public void execute(Runnable task) {
        if (atOnce) {
            task.run();
        } else {
            tasks.add(task);
        }
    }

    /** Runs one task; false if there was none. */
    boolean runOne() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    int waiting() {
        return tasks.size();
    }
}
