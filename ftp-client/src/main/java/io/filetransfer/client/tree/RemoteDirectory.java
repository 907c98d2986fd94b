package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Kind;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A directory on the server that files go into: it is made once, and they wait for that. */
final class RemoteDirectory extends TreeItem<Durability> {
    private final FileTransferClient client;
    private final CompletableFuture<Durability> made = new CompletableFuture<>();

    private RemoteDirectory(TreeRun run, TreeEntry entry) {
        super(run.tally, entry);
        this.client = run.client;
    }

    /** Sees to it that it is there, now or soon; the root of a server always is. */
    static RemoteDirectory make(TreeRun run, String path, Path local, String name) throws InterruptedException {
        RemoteDirectory directory = new RemoteDirectory(run, new TreeEntry(path, Kind.DIRECTORY, 0, local, name));
        if (name.isEmpty() || name.equals("/")) {
            directory.made.complete(Durability.SYNCED);
        } else {
            run.queue.submit(directory);
        }
        return directory;
    }

    /** Ends when the server has it. */
    CompletableFuture<Durability> made() {
        return made;
    }

    @Override
    boolean isFile() {
        return false;
    }

    @Override
    protected CompletableFuture<Durability> start() {
        try {
            follow(client.makeDirectory(entry.remote(), true)).whenComplete((durability, failure) -> {
                if (failure == null) {
                    made.complete(durability);
                } else {
                    made.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            made.completeExceptionally(e);
        }
        return made;
    }

    @Override
    protected void done(Durability durability) {
        tally.changed(TreeChange.Action.MAKE_DIRECTORY, entry, null);
    }
}
