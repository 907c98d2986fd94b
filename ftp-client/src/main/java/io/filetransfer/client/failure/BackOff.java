package io.filetransfer.client.failure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another attempt: anything from nothing to a bound that doubles each time, so that clients which
 * failed together do not come back together; and never less than the server asked for.
 */
public final class BackOff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** What a server may ask for; more than that, and the caller should rather hear of it. */
    private static final long MOST_ASKED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final DoubleSupplier random;

    /** @param random from 0 to less than 1 */
    public BackOff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * @param tries attempts that failed before the last one
     * @param asked by the server, or zero
     */
    public long nanos(int tries, Duration asked) {
        long bound = Math.min(FIRST_NANOS << Math.min(tries, 10), MOST_NANOS);
        long least = asked.compareTo(Duration.ofNanos(MOST_ASKED_NANOS)) < 0 ? asked.toNanos() : MOST_ASKED_NANOS;
        return least + (long) (random.getAsDouble() * bound);
    }
}
