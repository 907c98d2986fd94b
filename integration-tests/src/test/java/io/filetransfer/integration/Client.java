package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Java client as these tests use it: it tries everything once. */
final class Client {
    private Client() {}

    static FileTransferClient of(int port) {
        return FileTransferClient.open(config(port).build());
    }

    static ClientConfig.Builder config(int port) {
        return ClientConfig.builder().port(port).retries(0).agent("integration tests");
    }

    /** One that loses patience soon with a connection that stands still. */
    static FileTransferClient impatient(int port) {
        return FileTransferClient.open(config(port)
                .idleTimeout(Duration.ofSeconds(1))
                .answerTimeout(Duration.ofSeconds(1))
                .build());
    }

    /** The outcome; a failure as the {@link FileTransferException} that it is. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof FileTransferException typed) {
                throw typed;
            }
            throw new AssertionError("Not a typed failure", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("Hangs", e);
        }
    }

    static <T> T get(Transfer<T> transfer) {
        return get(transfer.future());
    }

    static FileTransferException failure(Transfer<?> transfer) {
        return failure(transfer.future());
    }

    static ErrorCode outcome(Transfer<?> transfer) {
        return outcome(transfer.future());
    }

    static FileTransferException failure(CompletableFuture<?> future) {
        return assertThrows(FileTransferException.class, () -> get(future));
    }

    /** Ok as null, or the code of the failure. */
    static ErrorCode outcome(CompletableFuture<?> future) {
        try {
            get(future);
            return null;
        } catch (FileTransferException e) {
            return e.code();
        }
    }
}
