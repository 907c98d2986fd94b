package io.filetransfer.client.failure;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often, how long and how fast a client tries again.
 *
 * @param retries for one reason in a row; 0 for no other attempt at all
 * @param time as long as a server is waited for
 * @param fromTheStart whether it is waited for before a first connection stood, too
 * @param clock nanoseconds, as {@link System#nanoTime}
 */
public record RetrySettings(int retries, Duration time, boolean fromTheStart, BackOff backOff, LongSupplier clock) {
    boolean waits() {
        return retries > 0 && !time.isZero();
    }
}
