package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.tree.SyncPlan.Pair;
import io.filetransfer.codec.Durability;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A sync to a server. */
final class RemoteTarget implements SyncTarget {
    private final TreeSync sync;
    private final SyncRun run;

    RemoteTarget(TreeSync sync, SyncRun run) {
        this.sync = sync;
        this.run = run;
    }

    @Override
    public void makeRoot() throws InterruptedException {
        submit(
                TreeChange.Action.MAKE_DIRECTORY,
                run.root(),
                () -> run.client.makeDirectory(sync.remote(), true).future());
    }

    @Override
    public void makeDirectory(SyncEntry source) throws InterruptedException {
        TreeEntry entry = run.entry(source);
        submit(
                TreeChange.Action.MAKE_DIRECTORY,
                entry,
                () -> run.client.makeDirectory(entry.remote(), true).future());
    }

    @Override
    public void move(Pair move, Consumer<Pair> failed) throws InterruptedException {
        TreeEntry from = run.entry(move.target());
        TreeEntry to = run.entry(move.source());
        run.submit(new Change(
                TreeChange.Action.MOVE,
                to,
                from.path(),
                () -> run.client.move(from.remote(), to.remote(), false).future(),
                () -> failed.accept(move)));
    }

    /** The protocol has no request for it; the plan sends such files again. */
    @Override
    public void setAttributes(SyncEntry source) {
        throw new IllegalStateException(source.path());
    }

    @Override
    public void send(SyncEntry source) throws InterruptedException {
        TreeEntry entry = run.entry(source);
        PutRequest request = PutRequest.of(entry.remote())
                .digestAlgorithm(sync.digestAlgorithm())
                .keepMode(sync.keepMode());
        run.submit(new PutFile(run, entry, request, null));
    }

    @Override
    public void remove(SyncEntry target) throws InterruptedException {
        TreeEntry entry = run.entry(target);
        submit(
                TreeChange.Action.DELETE,
                entry,
                () -> run.client.delete(entry.remote(), false, target.version()).future());
    }

    @Override
    public void leaveDirectory(SyncEntry source) {}

    private void submit(TreeChange.Action action, TreeEntry entry, Supplier<CompletableFuture<Durability>> request)
            throws InterruptedException {
        run.submit(new Change(action, entry, null, request, null));
    }

    private final class Change extends TreeItem<Durability> {
        private final TreeChange.Action action;
        private final String from;
        private final Supplier<CompletableFuture<Durability>> request;
        private final Runnable otherwise;

        /** @param otherwise what to do if it fails; null to tell that */
        Change(
                TreeChange.Action action,
                TreeEntry entry,
                String from,
                Supplier<CompletableFuture<Durability>> request,
                Runnable otherwise) {
            super(RemoteTarget.this.run, entry);
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
        CompletableFuture<Durability> start() {
            return request.get();
        }

        @Override
        void done(Durability durability) {
            run.changed(action, entry, from);
        }

        @Override
        void failed(Throwable cause) {
            if (otherwise != null) {
                otherwise.run();
            } else if (action == TreeChange.Action.DELETE && cause instanceof FileTransferException.NotFound) {
                done(Durability.SYNCED); // somebody else was first
            } else {
                super.failed(cause);
            }
        }
    }
}
