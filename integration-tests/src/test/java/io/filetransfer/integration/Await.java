package io.filetransfer.integration;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what comes in its own time; the limit is there only so that nothing hangs. */
final class Await {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    /** @param what said when it does not come, with the state then */
    static void until(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("Not within " + LIMIT.toSeconds() + " s: " + what.get());
            }
            Thread.sleep(5);
        }
    }

    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(() -> what, condition);
    }
}
