package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One local file to the server, as soon as the directory for it is there. */
final class PutFile extends TreeItem<TransferResult> {
    private final PutRequest request;
    private final RemoteDirectory directory;

    /** @param directory null if it is there */
    PutFile(TreeRun run, TreeEntry entry, PutRequest request, RemoteDirectory directory) {
        super(run, entry);
        this.request = request;
        this.directory = directory;
    }

    @Override
    CompletableFuture<TransferResult> start() {
        if (directory == null) {
            return put();
        }
        CompletableFuture<?> made = directory.made();
        return made.isDone() && !made.isCompletedExceptionally()
                ? put()
                : made.handle(this::putIfMade).thenCompose(f -> f);
    }

    private CompletableFuture<TransferResult> put() {
        return follow(run.client.put(request, entry.local()));
    }

    private CompletableFuture<TransferResult> putIfMade(Object made, Throwable failure) {
        if (failure == null) {
            return put();
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return CompletableFuture.failedFuture(
                cause instanceof FileTransferException known
                        ? new FileTransferException(
                                known.code(),
                                known.mayRetry(),
                                entry.remote() + ": Its directory could not be made on the server",
                                known)
                        : cause);
    }

    @Override
    void done(TransferResult result) {
        run.completed(entry, result);
    }
}
