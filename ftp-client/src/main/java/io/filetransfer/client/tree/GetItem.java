package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import java.util.concurrent.CompletableFuture;

/** One file of the server to a local one, in a directory that is there. */
final class GetItem extends TreeItem<TransferResult> {
    private final FileTransferClient client;
    private final GetRequest request;
    private final LocalDirectory directory;

    /** @param directory is held until the end; null if there is nothing to hold */
    GetItem(TreeRun run, TreeEntry entry, GetRequest request, LocalDirectory directory) {
        super(run.tally, entry);
        this.client = run.client;
        this.request = request;
        this.directory = directory;
        if (directory != null) {
            directory.hold();
        }
    }

    @Override
    protected CompletableFuture<TransferResult> start() {
        return followQuickly(client.get(request, entry.local()));
    }

    @Override
    protected void done(TransferResult result) {
        tally.completed(entry, result);
    }

    @Override
    protected void over() {
        if (directory != null) {
            directory.release();
        }
    }
}
