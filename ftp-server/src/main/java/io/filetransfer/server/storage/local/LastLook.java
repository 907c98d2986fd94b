package io.filetransfer.server.storage.local;

/**
 * When something was last seen to be where it should be. Of the requests that had come before that, none needs to look again:
 * each could have been the one that looked. Safe for use by many threads.
 */
final class LastLook {
    /** It covers none for longer, so that a request which waits for its disk does not go by what was long ago. */
    private static final long MOST_NANOS = 10_000_000;

    /** When the look began, by {@link System#nanoTime}. */
    private volatile long begun = System.nanoTime() - MOST_NANOS;

    /** @param begun taken before the look */
    void was(long begun) {
        this.begun = begun;
    }

    /** @param since when the request came, or when those before it had taken effect */
    boolean covers(long since) {
        long seen = begun;
        return seen - since > 0 && System.nanoTime() - seen < MOST_NANOS;
    }
}
