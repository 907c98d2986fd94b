package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.Durability;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A sync to a server. */
final class RemoteTarget implements SyncTarget {
    private final SyncTrees trees;
    private final UnaryOperator<PutRequest> requests;
    private final TreeRun run;

    /** @param requests how each file is sent */
    RemoteTarget(SyncTrees trees, UnaryOperator<PutRequest> requests, TreeRun run) {
        this.trees = trees;
        this.requests = requests;
        this.run = run;
    }

    @Override
    public void makeRoot() throws InterruptedException {
        submit(TreeChange.Action.MAKE_DIRECTORY, trees.root(), () -> run.client.makeDirectory(trees.remote(), true));
    }

    @Override
    public void makeDirectory(SyncEntry source) throws InterruptedException {
        TreeEntry entry = trees.entry(source);
        submit(TreeChange.Action.MAKE_DIRECTORY, entry, () -> run.client.makeDirectory(entry.remote(), true));
    }

    @Override
    public void move(SyncPair move, Consumer<SyncPair> failed) throws InterruptedException {
        TreeEntry from = trees.entry(move.target());
        TreeEntry to = trees.entry(move.source());
        run.queue.submit(new Change(
                TreeChange.Action.MOVE,
                to,
                from.path(),
                () -> run.client.move(from.remote(), to.remote(), false),
                () -> failed.accept(move)));
    }

    /** The protocol has no request for it; the plan sends such files again. */
    @Override
    public void setAttributes(SyncEntry source) {
        throw new IllegalStateException(source.path());
    }

    @Override
    public void send(SyncEntry source) throws InterruptedException {
        TreeEntry entry = trees.entry(source);
        PutRequest request = requests.apply(PutRequest.of(entry.remote()));
        run.queue.submit(new PutItem(run, entry, request, null));
    }

    @Override
    public void remove(SyncEntry target) throws InterruptedException {
        TreeEntry entry = trees.entry(target);
        submit(TreeChange.Action.DELETE, entry, () -> run.client.delete(entry.remote(), false, target.version()));
    }

    @Override
    public void leaveDirectory(SyncEntry source) {}

    private void submit(TreeChange.Action action, TreeEntry entry, Supplier<Transfer<Durability>> request)
            throws InterruptedException {
        run.queue.submit(new Change(action, entry, null, request, null));
    }

    private final class Change extends TreeItem<Durability> {
        private final TreeChange.Action action;
        private final String from;
        private final Supplier<Transfer<Durability>> request;
        private final Runnable otherwise;

        /** @param otherwise what to do if it fails; null to tell that */
        Change(
                TreeChange.Action action,
                TreeEntry entry,
                String from,
                Supplier<Transfer<Durability>> request,
                Runnable otherwise) {
            super(run.tally, entry);
            this.action = action;
            this.from = from;
            this.request = request;
            this.otherwise = otherwise;
        }

        @Override
        boolean isFile() {
            return false;
        }

        @Override
        protected CompletableFuture<Durability> start() {
            return follow(request.get());
        }

        @Override
        protected void done(Durability durability) {
            tally.changed(action, entry, from);
        }

        @Override
        void entryFailed(Throwable cause) {
            if (otherwise != null) {
                otherwise.run();
            } else if (action == TreeChange.Action.DELETE && cause instanceof FileTransferException.NotFound) {
                done(Durability.SYNCED); // somebody else was first
            } else {
                super.entryFailed(cause);
            }
        }
    }
}
