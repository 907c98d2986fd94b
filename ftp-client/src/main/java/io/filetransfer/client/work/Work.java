package io.filetransfer.client.work;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Transfer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * One piece of work: begun by the thread that owns it, ended by the library on any thread, and dealt with by the owner's
 * thread again.
 *
 * @param <T> what it ends in
 */
public abstract class Work<T> {
    private Transfer<?> transfer;
    private boolean cancelled;
    private boolean ended;
    private T value;
    private Throwable failure;

    /** Sends the request. What it throws counts as the work's failure. */
    protected abstract CompletableFuture<T> start() throws Exception;

    /** Deals with the good end. */
    protected abstract void done(T value);

    /** Deals with another end. */
    protected abstract void failed(Throwable cause);

    /** Called last by the owner's thread, whatever the end. */
    protected void over() {}

    /** Lets the transfer be watched and cancelled. */
    protected final CompletableFuture<T> follow(Transfer<T> transfer) {
        watch(transfer);
        return transfer.future();
    }

    private void watch(Transfer<T> transfer) {
        boolean late;
        synchronized (this) {
            this.transfer = transfer;
            late = cancelled;
        }
        if (late) {
            transfer.cancel();
        }
    }

    /** The same for work of which nothing but its end depends: that is noted by the thread that brings it. */
    protected final CompletableFuture<T> followQuickly(Transfer<T> transfer) {
        CompletableFuture<T> end = new CompletableFuture<>();
        watch(transfer);
        transfer.whenEnded((value, failure) -> {
            if (failure == null) {
                end.complete(value);
            } else {
                end.completeExceptionally(failure);
            }
        });
        return end;
    }

    /** @param whenEnded told by any thread, once */
    final void begin(Consumer<? super Work<T>> whenEnded) {
        CompletableFuture<T> end;
        try {
            end = start();
        } catch (Exception | Error e) {
            end = CompletableFuture.failedFuture(e);
        }
        end.whenComplete((value, failure) -> {
            end(value, failure);
            whenEnded.accept(this);
        });
    }

    private synchronized void end(T value, Throwable failure) {
        this.value = value;
        this.failure =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ended = true;
    }

    /** Any thread. */
    public final synchronized boolean hasEnded() {
        return ended;
    }

    /** Deals with the end. Once it has ended; the owner's thread. */
    public final void tell() {
        T value;
        Throwable failure;
        synchronized (this) {
            value = this.value;
            failure = this.failure;
        }
        try {
            if (failure != null) {
                failed(failure);
            } else {
                done(value);
            }
        } finally {
            over();
        }
    }

    /** Of its transfer; null if it has none yet. Any thread. */
    public final Progress progress() {
        Transfer<?> running;
        synchronized (this) {
            running = transfer;
        }
        return running == null ? null : running.progress();
    }

    /** Any thread. Without a transfer, as soon as there is one. */
    final void cancel() {
        Transfer<?> running;
        synchronized (this) {
            cancelled = true;
            running = transfer;
        }
        if (running != null) {
            running.cancel();
        }
    }
}
