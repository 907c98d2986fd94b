package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What went wrong, as it is reported to the user.
 *
 * @param message what happened and what to do, one sentence without a full stop
 * @param retry whether the same command may succeed when it is given again
 */
record FailureReport(ErrorCode code, String message, boolean retry, Throwable cause) {
    static FailureReport of(Throwable thrown) {
        return of(thrown, null);
    }

    /** @param name on the server; the library begins its messages with it, and where it was named already, once is enough */
    static FailureReport of(Throwable thrown, String name) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FileTransferException.Incomplete e) {
            return new FailureReport(
                    e.code(), withoutStop(withoutName(e.getMessage(), name)), e.mayRetry(), e); // says what is missing
        }
        if (cause instanceof FileTransferException.Untrusted e) {
            return new FailureReport(e.code(), untrusted(e), false, e);
        }
        if (cause instanceof FileTransferException e) {
            return new FailureReport(e.code(), sentence(e.code(), withoutName(e.getMessage(), name)), e.mayRetry(), e);
        }
        if (cause instanceof CancellationException) {
            return new FailureReport(ErrorCode.CANCELLED, "cancelled", false, cause);
        }
        if (cause instanceof IOException e) {
            return new FailureReport(ErrorCode.LOCAL_FILE, local(e), false, e);
        }
        String what = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        return new FailureReport(ErrorCode.INTERNAL, "a fault of this program (" + kind + what + ")", false, cause);
    }

    /** The same with another sentence, if there is one. */
    FailureReport explained(String sentence) {
        return sentence == null ? this : new FailureReport(code, sentence, retry, cause);
    }

    private static String withoutName(String message, String name) {
        String prefix = name + ": ";
        return message != null && message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    ExitCode exitCode() {
        if (cause instanceof FileTransferException.BadAnswer) {
            return ExitCode.SERVER;
        }
        return code == ErrorCode.INTERNAL && !(cause instanceof FileTransferException)
                ? ExitCode.INTERNAL
                : ExitCode.of(code);
    }

    /** The sentence that came with the failure, or the code's own where that says more, and a way out. */
    private static String sentence(ErrorCode code, String told) {
        String given = told == null || told.isBlank() ? "" : withoutStop(told.strip());
        return switch (code) {
            case NOT_FOUND -> "no such file on the server";
            case DENIED -> "permission denied by the server";
            case EXISTS -> "the name is taken on the server";
            case NOT_EMPTY -> "the directory is not empty";
            case READ_ONLY -> "the server takes no changes";
            case VERSION_MISMATCH -> "the file on the server has another version than the one expected";
            case LOCKED -> or(given, "locked by another client") + "; try again when the lock is gone";
            case BUSY -> or(given, "the server is busy") + "; try again later";
            case INSUFFICIENT_STORAGE -> or(given, "no space left on the server");
            case QUOTA_EXCEEDED -> or(given, "more than this user may store on the server");
            case CORRUPT -> or(given, "the stored content is damaged") + "; restore the file from a good copy";
            case CHECKSUM_MISMATCH -> or(given, "damaged on the way") + "; nothing was written, try again";
            case CHANGED -> or(given, "the file changed while it was sent") + "; try again";
            case SHUTTING_DOWN -> or(given, "the server is going down") + "; try again later";
            case ROOT_GONE ->
                or(given, "what the server serves is gone") + "; whoever runs the server has to bring it back";
            case OTHER_FILE_SYSTEM -> or(given, "the new name is on another file system of the server");
            case UNAUTHENTICATED ->
                or(given, "the server asks who you are") + "; log in with ftp-client login, --user or --token-file";
            case TLS_REQUIRED -> or(given, "the server takes encrypted connections only") + "; use --tls or fts://";
            case CONNECTION ->
                given.contains("refused") ? given + "; is the server running?" : or(given, "no connection");
            case UNKNOWN,
                    BAD_REQUEST,
                    UNSUPPORTED,
                    UNSUPPORTED_VERSION,
                    BAD_NAME,
                    UNTRUSTED,
                    NOT_A_FILE,
                    NOT_A_DIRECTORY,
                    NOT_MODIFIED,
                    TOO_LARGE,
                    LENGTH_EXCEEDED,
                    TRUNCATED,
                    RANGE_NOT_SATISFIABLE,
                    OFFSET_MISMATCH,
                    STORAGE_FAILED,
                    TIMEOUT,
                    TOO_SLOW,
                    CANCELLED,
                    INTERNAL,
                    UPLOAD_UNKNOWN,
                    LOCAL_FILE -> or(given, "failed");
        };
    }

    /** Who the server is, and what there is to do about it. */
    private static String untrusted(FileTransferException.Untrusted refused) {
        String told = withoutStop(withoutName(refused.getMessage(), refused.server()));
        if (refused.fingerprint() == null) {
            return told;
        }
        if (refused.isChanged()) {
            return told
                    + ". Somebody may be listening in, or the server has a new key: ask whoever runs it. If the new key is "
                    + "the server's own, forget the old one: ftp-client trust --remove " + refused.server();
        }
        return told + ". If that is the server's own, trust it: ftp-client trust " + refused.server() + " "
                + refused.fingerprint();
    }

    /** The JDK's file exceptions have the file's name as message and the reason apart. */
    private static String local(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such local file";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied for the local file";
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return reason == null ? "the local file cannot be used" : withoutStop(reason);
    }

    private static String or(String given, String own) {
        return given.isEmpty() ? own : given;
    }

    /** Sentences of the library and the server begin with a capital and end with a stop; ours stand after a colon. */
    private static String withoutStop(String sentence) {
        boolean stop = sentence.endsWith(".") && !sentence.endsWith(" .") && !sentence.endsWith(" ..");
        String bare = stop ? sentence.substring(0, sentence.length() - 1) : sentence;
        boolean word =
                bare.length() > 1 && Character.isUpperCase(bare.charAt(0)) && !Character.isUpperCase(bare.charAt(1));
        return word ? Character.toLowerCase(bare.charAt(0)) + bare.substring(1) : bare;
    }
}
