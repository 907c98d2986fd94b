package io.filetransfer.client.cli;

import java.io.IOException;

/** Standard output cannot be written: nobody reads it any more, or it goes to a file that cannot grow. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException(IOException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    /** Whether a reader has gone, as {@code head} does when it has enough: nothing to complain of. */
    boolean isReaderGone() {
        return "Broken pipe".equals(getMessage());
    }
}
