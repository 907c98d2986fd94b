package io.filetransfer.client.cli;

import io.filetransfer.client.Retry;
import io.filetransfer.client.RetryListener;
import io.filetransfer.codec.Printable;
import java.time.Duration;
import java.util.function.LongSupplier;

/** What is being tried again, in a line for the terminal. Any thread. */
final class RetryNotice implements RetryListener {
    /** The line stays so long after the attempt has begun: as nothing tells that it went well, it must not stay for ever. */
    private static final long STAYS_NANOS = 2_000_000_000L;

    private final LongSupplier clock;
    private String text;
    private long until;
    private boolean away;

    RetryNotice(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void retrying(Retry retry) {
        if (retry.name() == null) {
            away = true;
            text = "waiting for the server, attempt " + retry.attempt() + ": " + reason(retry);
        } else if (!away) {
            text = Printable.of(retry.name()) + ": attempt " + retry.attempt() + soon(retry.delay()) + ": "
                    + reason(retry);
            until = clock.getAsLong() + retry.delay().toNanos() + STAYS_NANOS;
        }
    }

    @Override
    public synchronized void recovered() {
        away = false;
        text = null;
    }

    /** Null if there is nothing to tell. */
    synchronized String text() {
        if (text != null && !away && clock.getAsLong() - until >= 0) {
            text = null;
        }
        return text;
    }

    private static String soon(Duration delay) {
        return delay.toSeconds() == 0 ? "" : " in " + delay.toSeconds() + " s";
    }

    private static String reason(Retry retry) {
        return Printable.of(
                FailureReport.of(retry.cause(), String.valueOf(retry.name())).message());
    }
}
