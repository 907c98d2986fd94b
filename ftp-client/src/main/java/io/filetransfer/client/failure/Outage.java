package io.filetransfer.client.failure;

import java.time.Duration;

/**
 * Whether the server is away, and for how long it is waited for. Where no connection ever stood, the address is more likely
 * wrong than the server away, so nobody waits. Lives on the event loop.
 */
public final class Outage {
    /** A server that is back is to be found soon, and a refused connection costs next to nothing. */
    private static final long MOST_NANOS = 2_000_000_000L;

    private final RetrySettings settings;
    private boolean stood;
    private int failures;
    private long began;
    private long last;

    public Outage(RetrySettings settings) {
        this.settings = settings;
    }

    /** A connection stands. Whether there is a server behind it is not known. */
    public void connected() {
        stood = true;
    }

    /**
     * The server answers.
     *
     * @return whether it was waited for
     */
    public boolean over() {
        boolean waited = failures > 0;
        failures = 0;
        return waited;
    }

    /**
     * No connection can be made.
     *
     * @param known whether there is a host of this name
     * @return nanoseconds until that is to be tried again, or -1 for never
     */
    public long next(boolean known) {
        boolean waits = stood || known && settings.fromTheStart();
        if (!waits || !settings.waits()) {
            return -1;
        }
        long now = settings.clock().getAsLong();
        long longest = settings.time().toNanos();
        if (failures == 0 || now - last > longest) {
            failures = 0; // nobody has asked for so long that it may have been there meanwhile
            began = now;
        }
        last = now;
        long left = longest - (now - began);
        long delay = Math.min(MOST_NANOS, settings.backOff().nanos(failures++, Duration.ZERO));
        return left > 0 ? Math.min(left, delay) : -1;
    }

    /** Attempts that failed since it began. */
    public int failures() {
        return failures;
    }
}
