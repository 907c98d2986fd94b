package io.filetransfer.codec;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what comes in its own time; the limit is there only so that nothing hangs. */
public final class Await {
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Await() {}

    /** @param what said when it does not come, with the state then */
    public static void until(Supplier<String> what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("Not within " + LIMIT.toSeconds() + " s: " + what.get());
                }
                Thread.sleep(2);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static void until(String what, Callable<Boolean> condition) {
        until(() -> what, condition);
    }

    public static void open(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Not within " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
