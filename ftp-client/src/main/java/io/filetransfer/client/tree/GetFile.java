package io.filetransfer.client.tree;

import io.filetransfer.client.GetRequest;
import io.filetransfer.client.TransferResult;
import java.util.concurrent.CompletableFuture;

/** One file of the server to a local one, in a directory that is there. */
final class GetFile extends TreeItem<TransferResult> {
    private final GetRequest request;
    private final LocalDirectory directory;

    /** @param directory is held until the end; null if there is nothing to hold */
    GetFile(TreeRun run, TreeEntry entry, GetRequest request, LocalDirectory directory) {
        super(run, entry);
        this.request = request;
        this.directory = directory;
        if (directory != null) {
            directory.hold();
        }
    }

    @Override
    CompletableFuture<TransferResult> start() {
        return follow(run.client.get(request, entry.local()));
    }

    @Override
    void done(TransferResult result) {
        run.completed(entry, result);
    }

    @Override
    void over() {
        if (directory != null) {
            directory.release();
        }
    }
}
