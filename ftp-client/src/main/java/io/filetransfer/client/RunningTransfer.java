package io.filetransfer.client;

import io.filetransfer.codec.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * What the caller holds of an exchange.
 *
 * <p>The end comes in two steps. {@link #end} decides who tells the outcome: of all that happens at once (the last byte, a
 * cancel, a lost connection) the first wins, and from then on nothing else counts. The winner cleans up and then calls
 * {@link #succeed} or {@link #fail}.
 */
final class RunningTransfer<T> implements Transfer<T> {
    private static final long NOTICE_NANOS = 100_000_000;

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final TransferListener listener;
    private final Executor callbacks;
    private final long started = System.nanoTime();

    private Predicate<Throwable> abandon = cause -> false;
    private Runnable afterwards = () -> {};
    private volatile long bytes;
    private volatile long total = -1;
    private volatile long stopped;
    private volatile boolean noticePending;
    /** Of the event loop. */
    private long lastNotice = started;
    /** Of the callbacks, which come one after the other. */
    private boolean told;

    RunningTransfer(TransferListener listener, Executor callbackExecutor) {
        this.listener = listener;
        this.callbacks = listener == TransferListener.NONE ? callbackExecutor : new SerialExecutor(callbackExecutor);
    }

    /**
     * Before the transfer is handed out.
     *
     * @param abandon ends the exchange for the given reason; false if it had ended
     * @param afterwards called once, by any thread, when the outcome is told
     */
    void bind(Predicate<Throwable> abandon, Runnable afterwards) {
        this.abandon = abandon;
        this.afterwards = afterwards;
    }

    /** Takes the right, and the duty, to tell the outcome; false if it was taken. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean hasEnded() {
        return ended.get();
    }

    void succeed(T value) {
        stopped = System.nanoTime();
        afterwards.run();
        call(() -> {
            told = true;
            if (listener != TransferListener.NONE && value instanceof TransferResult result) {
                tell(() -> listener.completed(result));
            }
            future.complete(value);
        });
    }

    void fail(Throwable cause) {
        stopped = System.nanoTime();
        afterwards.run();
        call(() -> {
            told = true;
            if (listener != TransferListener.NONE) {
                tell(() -> listener.failed(cause));
            }
            future.completeExceptionally(cause);
        });
    }

    void total(long total) {
        this.total = total;
    }

    /** Event loop only. */
    void moved(long bytes) {
        this.bytes = bytes;
        if (listener != TransferListener.NONE) {
            notice();
        }
    }

    Duration elapsed() {
        return Duration.ofNanos((stopped == 0 ? System.nanoTime() : stopped) - started);
    }

    private void notice() {
        long now = System.nanoTime();
        if (noticePending || now - lastNotice < NOTICE_NANOS || ended.get()) {
            return;
        }
        lastNotice = now;
        noticePending = true;
        call(() -> {
            noticePending = false;
            if (!told) {
                tell(() -> listener.progressed(progress()));
            }
        });
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            ClientLog.debug("A transfer listener failed", e);
        }
    }

    /** An executor that takes no more work must not lose the end of a transfer. */
    private void call(Runnable callback) {
        try {
            callbacks.execute(callback);
        } catch (RejectedExecutionException e) {
            callback.run();
        }
    }

    @Override
    public CompletableFuture<T> future() {
        CompletableFuture<T> copy = new CompletableFuture<>();
        future.whenComplete((value, cause) -> {
            if (cause == null) {
                copy.complete(value);
            } else {
                copy.completeExceptionally(cause);
            }
        });
        return copy;
    }

    @Override
    public Progress progress() {
        return new Progress(bytes, total, elapsed());
    }

    @Override
    public boolean cancel() {
        return abandon.test(new CancellationException("The transfer was cancelled"));
    }

    @Override
    public T join() {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
