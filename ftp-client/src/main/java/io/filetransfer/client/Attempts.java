package io.filetransfer.client;

import java.net.UnknownHostException;

/** Whether and when a transfer that failed is tried again. One for each transfer; its exchanges follow one another. */
final class Attempts {
    /** An attempt that brought that much was worth it, however often connections break on a long way. */
    private static final long WORTHWHILE = 8 << 20;

    private final int retries;
    private final BackOff backOff;
    private int tries;

    Attempts(int retries, BackOff backOff) {
        this.retries = retries;
        this.backOff = backOff;
    }

    /**
     * @param moved bytes that the attempt brought nearer to the end
     * @return nanoseconds to wait, or -1 if it is over
     */
    long next(Throwable cause, long moved) {
        return cause instanceof FileTransferException failure && failure.mayRetry() ? anyway(failure, moved) : -1;
    }

    /** The same for a failure after which another request is sent than before. */
    long anyway(FileTransferException failure, long moved) {
        if (failure.getCause() instanceof UnknownHostException) {
            return -1;
        }
        if (moved >= WORTHWHILE) {
            tries = 0;
        }
        return tries < retries ? backOff.nanos(tries++, failure.retryAfter()) : -1;
    }
}
