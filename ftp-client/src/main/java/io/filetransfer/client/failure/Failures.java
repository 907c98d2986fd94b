package io.filetransfer.client.failure;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Printable;
import io.filetransfer.codec.ProtocolException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;

/** What went wrong, as the exception and the sentence that the caller is given. */
public final class Failures {
    private Failures() {}

    /** The server's word; its sentence is untrusted text. */
    public static FileTransferException refused(String name, Failure failure) {
        String message = Printable.of(name) + ": " + Printable.of(failure.sentence());
        return switch (failure.code()) {
            case NOT_FOUND -> new FileTransferException.NotFound(message);
            case CHECKSUM_MISMATCH, CORRUPT -> new FileTransferException.Corrupt(failure.code(), message);
            case TIMEOUT -> new FileTransferException.Connection(ErrorCode.TIMEOUT, message, null);
            default ->
                new FileTransferException(failure.code(), failure.mayRetry(), message, null, retryAfter(failure));
        };
    }

    /** The same for a listing whose entries have begun to come. */
    public static FileTransferException ofListing(String name, Failure failure) {
        return switch (failure.code()) {
            case DENIED, STORAGE_FAILED, BAD_NAME -> {
                String message = Printable.of(name) + ": " + Printable.of(failure.sentence());
                yield new FileTransferException.Incomplete(failure.code(), failure.mayRetry(), message);
            }
            default -> refused(name, failure);
        };
    }

    private static Duration retryAfter(Failure failure) {
        return Duration.ofMillis(failure.options().get(Option.RETRY_AFTER, 0L));
    }

    /** What is under way when the client is closed ends so. */
    public static CancellationException clientClosed() {
        return new CancellationException("The client was closed");
    }

    /** Content and digest do not agree. */
    public static FileTransferException corrupt(ErrorCode code, String name, String sentence) {
        return new FileTransferException.Corrupt(code, Printable.of(name) + ": " + sentence);
    }

    /** What came is not an answer to what was asked. */
    public static FileTransferException.BadAnswer badAnswer(ErrorCode code, String name, String sentence) {
        return new FileTransferException.BadAnswer(code, Printable.of(name) + ": " + sentence);
    }

    public static FileTransferException of(ErrorCode code, String name, String sentence) {
        return new FileTransferException(code, code.mayRetry(), Printable.of(name) + ": " + sentence, null);
    }

    /** What a channel's handlers caught. */
    public static FileTransferException connection(ClientConfig config, Throwable cause) {
        String server = server(config);
        if (cause instanceof ProtocolException protocol) {
            return new FileTransferException(
                    protocol.code(),
                    false,
                    server + " answered what this client does not understand: " + Printable.of(protocol.getMessage()),
                    protocol);
        }
        if (cause instanceof IOException) {
            return lost(config, cause);
        }
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
            return lost(config, broken);
        }
        return new FileTransferException(
                ErrorCode.INTERNAL, false, "The connection to " + server + " failed in this client: " + cause, cause);
    }

    /** The same on a connection on which the server has not said a word. */
    public static FileTransferException beforeAnswer(ClientConfig config, Throwable cause) {
        return TlsAlert.isFatal(cause) ? encryptionRefused(config, cause) : connection(config, cause);
    }

    private static FileTransferException encryptionRefused(ClientConfig config, Throwable cause) {
        String server = server(config);
        boolean showed = config.tls() != null && config.tls().certificates() != null;
        return new FileTransferException.Untrusted(
                server + ": The server refused the encrypted connection (" + TlsAlert.reason(cause) + ")"
                        + (showed ? "; perhaps it does not take the certificate of this client" : ""),
                server,
                null,
                false,
                cause);
    }

    /** A connection stood, and could not be encrypted, or not with the server that is meant. */
    public static FileTransferException notEncrypted(ClientConfig config, Throwable cause) {
        String server = server(config);
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof UntrustedCertificateException refused) {
                return new FileTransferException.Untrusted(
                        server + ": The server is not trusted: " + refused.getMessage() + ". Its key is "
                                + refused.fingerprint(),
                        server,
                        refused.fingerprint(),
                        refused.isChanged(),
                        cause);
            }
            if (inner instanceof CertificateException) {
                return new FileTransferException.Untrusted(
                        server + ": The server is not trusted: " + Printable.of(inner.getMessage()),
                        server,
                        null,
                        false,
                        cause);
            }
        }
        if (config.tls().certificates() != null && TlsAlert.isFatal(cause)) {
            return encryptionRefused(config, cause);
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return new FileTransferException.Unreachable(
                    ErrorCode.TIMEOUT, "Cannot connect to " + server + ": no answer to TLS in time", cause);
        }
        if (cause instanceof NotSslRecordException) {
            return new FileTransferException.Untrusted(
                    server + ": The server does not speak TLS", server, null, false, cause);
        }
        if (cause instanceof SSLException && !(cause instanceof SslClosedEngineException)) {
            return new FileTransferException.Untrusted(
                    server + ": The server and this client found no common encryption: "
                            + Printable.of(String.valueOf(cause.getMessage())),
                    server,
                    null,
                    false,
                    cause);
        }
        return new FileTransferException.Unreachable(
                ErrorCode.CONNECTION,
                "Cannot connect to " + server + ": the connection was lost before it was encrypted",
                cause);
    }

    /** Credentials would leave this machine in plain. */
    public static FileTransferException wouldBeOverheard(ClientConfig config) {
        String server = server(config);
        return new FileTransferException.Untrusted(
                server + ": The connection would not be encrypted, and others could read password or token: use TLS",
                server,
                null,
                false,
                null);
    }

    /** Name and port, as remote names have them: {@code host:50000} or {@code [::1]:50000}. */
    public static String server(ClientConfig config) {
        boolean bare = config.host().indexOf(':') < 0;
        return (bare ? config.host() : "[" + config.host() + "]") + ":" + config.port();
    }

    public static FileTransferException.Connection lost(ClientConfig config, Throwable cause) {
        String why = cause == null || cause.getMessage() == null ? "the server closed it" : cause.getMessage();
        return new FileTransferException.Connection(
                ErrorCode.CONNECTION, "The connection to " + server(config) + " was lost: " + why, cause);
    }

    /** For what shared a connection with a request that was not answered as it should be. */
    public static FileTransferException.Connection distrusted(ClientConfig config) {
        return new FileTransferException.Connection(
                ErrorCode.CONNECTION,
                "The connection to " + server(config)
                        + " was closed, as the server answered something else than was asked",
                null);
    }

    public static FileTransferException.LocalFile local(Object path, IOException cause) {
        return new FileTransferException.LocalFile(
                Printable.of(path instanceof Path file ? NameText.text(file) : path.toString()) + ": " + reason(cause),
                cause);
    }

    public static FileTransferException.LocalFile local(Object path, String sentence) {
        return new FileTransferException.LocalFile(
                Printable.of(path instanceof Path file ? NameText.text(file) : path.toString()) + ": " + sentence,
                null);
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (cause instanceof NotDirectoryException) {
            return "Not a directory";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "Exists already";
        }
        String reason = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return reason == null ? cause.toString() : Printable.of(reason);
    }
}
