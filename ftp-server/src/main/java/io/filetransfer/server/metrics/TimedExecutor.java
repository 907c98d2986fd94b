package io.filetransfer.server.metrics;

import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/** Tells how long each task waited for its thread. */
record TimedExecutor(Executor executor, LongConsumer waited) implements Executor {
    @Override
    public void execute(Runnable task) {
        long asked = System.nanoTime();
        executor.execute(() -> {
            waited.accept(System.nanoTime() - asked);
            task.run();
        });
    }
}
