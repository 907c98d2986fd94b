package io.filetransfer.client.cli;

/** Nobody reads standard output any more; there is no point in going on. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException(Throwable cause) {
        super("standard output is closed", cause, false, false);
    }
}
