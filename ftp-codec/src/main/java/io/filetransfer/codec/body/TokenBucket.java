package io.filetransfer.codec.body;

/**
 * Bytes that may move at a rate. While nothing moves, an eighth of a second's worth is saved up; who takes more than is
 * there leaves a debt, and nothing more is there until it is made up for. So in any time no more goes than the rate gives
 * in it, what was saved, and the last thing taken.
 *
 * <p>Knows no clock: each call tells the time and the rate, which may be another one each time. Not safe for use by threads.
 */
final class TokenBucket {
    private static final int BURSTS_A_SECOND = 8;

    /** More need not be saved for any rate: it is asked for often enough. */
    private static final long MAX_BURST = 64 << 20;

    /** Left at most: a second's worth, or what a small file has that goes in one piece. */
    private static final long LEAST_DEBT = 64 << 10;

    private static final long NANOS = 1_000_000_000L;

    private long balance;
    private long at;
    /** Of the next byte, in bytes times 10^-9. */
    private long fraction;

    TokenBucket(long rate, long now) {
        balance = burst(rate);
        at = now;
    }

    /** What may be saved. */
    static long burst(long rate) {
        return Math.max(1, Math.min(MAX_BURST, rate / BURSTS_A_SECOND));
    }

    /**
     * Brings it up to date.
     *
     * @param rate bytes a second, more than 0
     * @param now nanoseconds, never fewer than before
     */
    TokenBucket refill(long rate, long now) {
        long elapsed = now - at;
        at = now;
        balance = Math.max(balance, -Math.max(LEAST_DEBT, rate)); // a debt of a higher rate does not last for minutes
        if (Math.multiplyHigh(elapsed, rate) != 0 || elapsed * rate < 0 || elapsed * rate > Long.MAX_VALUE - NANOS) {
            balance = burst(rate);
            fraction = 0;
            return this;
        }
        long gained = elapsed * rate + fraction;
        balance = Math.min(burst(rate), balance + gained / NANOS);
        fraction = gained % NANOS;
        return this;
    }

    /** Whether anything may be taken now. */
    boolean hasSome() {
        return balance > 0;
    }

    /** Whether as much is saved as can be. */
    boolean isFull(long rate) {
        return balance >= burst(rate);
    }

    void take(long bytes) {
        balance -= bytes;
    }

    /** Nanoseconds until something may be taken, if it is up to date. */
    long nanosToWait(long rate) {
        long missing = 1 - balance;
        if (missing <= 0) {
            return 0;
        }
        return missing > Long.MAX_VALUE / NANOS ? Long.MAX_VALUE : missing * NANOS / rate + 1;
    }
}
