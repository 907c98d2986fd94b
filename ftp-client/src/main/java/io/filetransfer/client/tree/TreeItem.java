package io.filetransfer.client.tree;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Transfer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/**
 * One piece of a tree's work: begun by the tree's thread, ended by the library on any thread, and dealt with by the tree's
 * thread again.
 *
 * @param <T> what it ends in
 */
abstract class TreeItem<T> implements BiConsumer<T, Throwable> {
    final TreeRun run;
    final TreeEntry entry;

    private volatile Transfer<?> transfer;
    private T value;
    private Throwable failure;

    TreeItem(TreeRun run, TreeEntry entry) {
        this.run = run;
        this.entry = entry;
    }

    /** Sends the request. What it throws counts as the item's failure. */
    abstract CompletableFuture<T> start() throws Exception;

    /** Tells of the good end. */
    abstract void done(T value);

    /** Tells of another end. */
    void failed(Throwable cause) {
        run.failed(entry, cause);
    }

    /** Called last, whatever the end. */
    void over() {}

    /** Whether it counts as a file in what is said of all. */
    boolean isFile() {
        return true;
    }

    /** Lets the transfer be watched and cancelled. */
    final CompletableFuture<T> follow(Transfer<T> transfer) {
        this.transfer = transfer;
        if (run.isCancelled()) {
            transfer.cancel();
        }
        return transfer.future();
    }

    final void begin() {
        try {
            start().whenComplete(this);
        } catch (Exception | Error e) {
            accept(null, e);
        }
    }

    /** The library tells the end. */
    @Override
    public final void accept(T value, Throwable failure) {
        this.value = value;
        this.failure = failure;
        run.ended(this);
    }

    final void tell() {
        try {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                if (cause instanceof CancellationException cancelled) {
                    throw cancelled; // the client was closed
                }
                failed(cause);
            } else {
                done(value);
            }
        } finally {
            over();
        }
    }

    /** Bytes moved so far. */
    final long bytes() {
        Transfer<?> running = transfer;
        Progress progress = running == null ? null : running.progress();
        return progress == null ? 0 : progress.bytes();
    }

    final void cancel() {
        Transfer<?> running = transfer;
        if (running != null) {
            running.cancel();
        }
    }
}
