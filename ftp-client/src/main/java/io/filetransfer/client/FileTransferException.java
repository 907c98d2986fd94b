package io.filetransfer.client;

import io.filetransfer.codec.ErrorCode;
import java.time.Duration;

/**
 * A request that was refused or a transfer that failed. {@link #code()} is stable, {@link #getMessage()} is one sentence
 * for people. The subclasses are what programs tell apart most often.
 */
public class FileTransferException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final boolean mayRetry;
    private final Duration retryAfter;

    public FileTransferException(ErrorCode code, boolean mayRetry, String message, Throwable cause) {
        this(code, mayRetry, message, cause, Duration.ZERO);
    }

    /** @param retryAfter how long the server asks to wait; zero when it did not say */
    public FileTransferException(
            ErrorCode code, boolean mayRetry, String message, Throwable cause, Duration retryAfter) {
        super(message, cause);
        this.code = code;
        this.mayRetry = mayRetry;
        this.retryAfter = retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed when it is sent again. */
    public boolean mayRetry() {
        return mayRetry;
    }

    /** How long the server asks to wait before the request is sent again; zero when it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** No file or directory of this name, or none that may be known of. */
    public static final class NotFound extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(ErrorCode.NOT_FOUND, false, message, null);
        }
    }

    /** Content arrived or is stored damaged: it does not match its digest. Nothing was published. */
    public static final class Corrupt extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public Corrupt(ErrorCode code, String message) {
            super(code, code.mayRetry(), message, null);
        }
    }

    /**
     * The server answered something else than was asked, something that the protocol does not allow, or something that this
     * client must understand and does not. Nothing of that answer was taken over; what a change has done on the server is
     * not known.
     */
    public static final class BadAnswer extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public BadAnswer(ErrorCode code, String message) {
            super(code, false, message, null);
        }
    }

    /** The server cannot be reached, does not answer in time, or the connection was lost. */
    public static class Connection extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public Connection(ErrorCode code, String message, Throwable cause) {
            super(code, true, message, cause);
        }
    }

    /** No connection can be made, so that no other request will do better now. */
    public static final class Unreachable extends Connection {
        private static final long serialVersionUID = 1L;

        public Unreachable(ErrorCode code, String message, Throwable cause) {
            super(code, message, cause);
        }
    }

    /**
     * It is not certain who the server is, or it does not encrypt: nothing was sent to it but the beginning of a TLS
     * connection. Or the server refused to encrypt with this client, and has read nothing.
     */
    public static final class Untrusted extends FileTransferException {
        private static final long serialVersionUID = 1L;

        private final String server;
        private final String fingerprint;
        private final boolean changed;

        /**
         * @param server its name and port, {@code host:50000} or {@code [::1]:50000}
         * @param fingerprint of the key that the server showed; null if it showed none
         * @param changed whether another key was expected
         */
        public Untrusted(String message, String server, String fingerprint, boolean changed, Throwable cause) {
            super(ErrorCode.UNTRUSTED, false, message, cause);
            this.server = server;
            this.fingerprint = fingerprint;
            this.changed = changed;
        }

        /** Name and port, as remote names have them: {@code host:50000} or {@code [::1]:50000}. */
        public String server() {
            return server;
        }

        /** Of the key that the server showed, as {@link ClientTls#fingerprints} takes it; null if it showed none. */
        public String fingerprint() {
            return fingerprint;
        }

        /** Whether another key was expected of this server. */
        public boolean isChanged() {
            return changed;
        }
    }

    /**
     * Something is missing from a listing: the server could not read it, or has no way to name it. All else was given before.
     */
    public static final class Incomplete extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public Incomplete(ErrorCode code, boolean mayRetry, String message) {
            super(code, mayRetry, message, null);
        }
    }

    /** A local file cannot be read or written. */
    public static final class LocalFile extends FileTransferException {
        private static final long serialVersionUID = 1L;

        public LocalFile(String message, Throwable cause) {
            super(ErrorCode.LOCAL_FILE, false, message, cause);
        }
    }
}
