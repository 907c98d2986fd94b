package io.filetransfer.client.cli;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Transfer;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * One piece of a command's work, usually one file: started by the main thread, ended by the library on any thread, and
 * reported by the main thread in the order in which the pieces were started.
 *
 * @param <T> what it ends in
 */
abstract class Work<T> implements BiConsumer<T, Throwable> {
    final RemoteName remote;
    /** As the user wrote it. */
    final String name;

    private Batch batch;
    private Transfer<?> transfer;
    private T value;
    private Throwable failure;
    private boolean ended;

    Work(RemoteName remote) {
        this.remote = remote;
        this.name = remote.text();
    }

    /** Sends the request. What it throws counts as the work's failure. */
    abstract CompletableFuture<T> start() throws Exception;

    /** Reports the good end. */
    abstract void done(T value, Report report);

    /** Reports another end. */
    void failed(Throwable cause, Report report) {
        report.failed(remote, cause);
    }

    /** Releases what {@link #start} took; called once, whatever the end. */
    void release() {}

    /** Lets the transfer be watched and cancelled. */
    final CompletableFuture<T> follow(Transfer<T> transfer) {
        synchronized (this) {
            this.transfer = transfer;
        }
        return transfer.future();
    }

    final void begin(Batch batch) {
        this.batch = batch;
        try {
            start().whenComplete(this);
        } catch (Exception e) {
            accept(null, e);
        }
    }

    /** The library tells the end. */
    @Override
    public final void accept(T value, Throwable failure) {
        synchronized (this) {
            this.value = value;
            this.failure = failure;
            ended = true;
        }
        release();
        batch.ended();
    }

    final synchronized boolean hasEnded() {
        return ended;
    }

    final void report(Report report) {
        T value;
        Throwable failure;
        synchronized (this) {
            value = this.value;
            failure = this.failure;
        }
        if (failure != null) {
            failed(failure, report);
        } else {
            done(value, report);
        }
    }

    final synchronized Progress progress() {
        return transfer == null ? null : transfer.progress();
    }

    final void cancel() {
        Transfer<?> running;
        synchronized (this) {
            running = transfer;
        }
        if (running != null) {
            running.cancel();
        }
    }
}
