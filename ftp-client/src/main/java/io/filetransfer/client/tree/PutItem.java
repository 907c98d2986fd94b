package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One local file to the server, as soon as the directory for it is there. */
final class PutItem extends TreeItem<TransferResult> {
    private final FileTransferClient client;
    private final PutRequest request;
    private final RemoteDirectory directory;

    /** @param directory null if it is there */
    PutItem(TreeRun run, TreeEntry entry, PutRequest request, RemoteDirectory directory) {
        super(run.tally, entry);
        this.client = run.client;
        this.request = request;
        this.directory = directory;
    }

    @Override
    protected CompletableFuture<TransferResult> start() {
        if (directory == null) {
            return put();
        }
        CompletableFuture<?> made = directory.made();
        return made.isDone() && !made.isCompletedExceptionally()
                ? put()
                : made.handle(this::putIfMade).thenCompose(f -> f);
    }

    private CompletableFuture<TransferResult> put() {
        return followQuickly(client.put(request, entry.local()));
    }

    private CompletableFuture<TransferResult> putIfMade(Object made, Throwable failure) {
        if (failure == null) {
            return put();
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return CompletableFuture.failedFuture(
                cause instanceof FileTransferException known && !(cause instanceof FileTransferException.Unreachable)
                        ? new FileTransferException(
                                known.code(),
                                known.mayRetry(),
                                entry.remote() + ": Its directory could not be made on the server",
                                known)
                        : cause);
    }

    @Override
    protected void done(TransferResult result) {
        tally.completed(entry, result);
    }
}
