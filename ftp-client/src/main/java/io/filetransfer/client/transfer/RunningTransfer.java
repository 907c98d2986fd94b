package io.filetransfer.client.transfer;

import io.filetransfer.client.Progress;
import io.filetransfer.client.Retry;
import io.filetransfer.client.RetryListener;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.net.Call;
import io.filetransfer.codec.body.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What the caller holds of a transfer, whatever calls follow one another for it when the first ones fail for reasons that
 * pass. Its {@link Job} decides which; the last call's outcome is told here.
 */
public final class RunningTransfer<T> implements Transfer<T>, Call.Owner<T> {
    private static final long NOTICE_NANOS = 100_000_000;

    /** For whom the end is told on the callback executor. */
    private final CompletableFuture<T> future = new CompletableFuture<>();

    /** For whom it is told at once. */
    private final CompletableFuture<T> quick = new CompletableFuture<>();

    private final TransferListener listener;
    private final RetryListener retries;
    private final Executor callbacks;
    private final long started = System.nanoTime();
    private final TransferMeter meter;

    private Predicate<Throwable> abandon = cause -> false;
    private Runnable afterwards = () -> {};
    private boolean last;
    /** Whether something of the caller's may depend on the future. */
    private boolean watched;

    private volatile long bytes;
    private volatile long total = -1;
    private volatile long stopped;
    private volatile boolean noticePending;
    /** Of the event loop. */
    private long lastNotice = started;

    private volatile boolean told;

    /** Of the callbacks, which come one after the other. */
    private boolean listenerFailed;

    public RunningTransfer(TransferListener listener, Executor callbackExecutor) {
        this(listener, RetryListener.NONE, callbackExecutor, false);
    }

    /**
     * @param retries hears what the listener hears of other attempts
     * @param asksServer whether the server is asked where its time went
     */
    RunningTransfer(TransferListener listener, RetryListener retries, Executor callbackExecutor, boolean asksServer) {
        this.meter = new TransferMeter(asksServer);
        this.listener = listener;
        this.retries = retries;
        this.callbacks = listener == TransferListener.NONE ? callbackExecutor : new SerialExecutor(callbackExecutor);
    }

    @Override
    public synchronized void bind(Predicate<Throwable> abandon, Runnable afterwards) {
        this.abandon = abandon;
        this.afterwards = afterwards;
    }

    @Override
    public synchronized void last() {
        last = true;
    }

    @Override
    public synchronized boolean passOn(Runnable bind) {
        if (!last) {
            bind.run();
        }
        return !last;
    }

    private synchronized Runnable afterwards() {
        return afterwards;
    }

    @Override
    public void succeed(T value) {
        end();
        quick.complete(value);
        if (tellNobody(() -> future.complete(value))) {
            return;
        }
        call(() -> {
            told = true;
            if (listener != TransferListener.NONE && value instanceof TransferResult result) {
                tell(() -> listener.completed(result));
            }
            future.complete(value); // after a listener that throws, too
        });
    }

    @Override
    public void fail(Throwable cause) {
        end();
        quick.completeExceptionally(cause);
        if (tellNobody(() -> future.completeExceptionally(cause))) {
            return;
        }
        call(() -> {
            told = true;
            if (listener != TransferListener.NONE) {
                tell(() -> listener.failed(cause));
            }
            future.completeExceptionally(cause);
        });
    }

    private void end() {
        stopped = System.nanoTime();
        afterwards().run();
    }

    /** Where none of the caller's code would hear of it, no thread is woken for that. False where some would. */
    private synchronized boolean tellNobody(Runnable complete) {
        if (watched || listener != TransferListener.NONE) {
            return false;
        }
        told = true;
        complete.run();
        return true;
    }

    @Override
    public void total(long total) {
        this.total = total;
    }

    /** Never goes back, also where content has to be moved again. Event loop only. */
    @Override
    public void moved(long bytes) {
        this.bytes = Math.max(this.bytes, bytes);
        if (listener != TransferListener.NONE) {
            notice();
        }
    }

    /** Another attempt follows. */
    void retrying(Retry retry) {
        if (listener == TransferListener.NONE && retries == RetryListener.NONE) {
            return;
        }
        call(() -> {
            if (!told) {
                tell(() -> listener.retrying(retry));
                tell(() -> retries.retrying(retry));
            }
        });
    }

    TransferMeter meter() {
        return meter;
    }

    Duration elapsed() {
        return Duration.ofNanos((stopped == 0 ? System.nanoTime() : stopped) - started);
    }

    private void notice() {
        long now = System.nanoTime();
        if (noticePending || now - lastNotice < NOTICE_NANOS || stopped != 0) {
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
        } catch (Throwable e) {
            if (!listenerFailed) {
                ClientLog.warning("A transfer listener threw this, here or more often; the transfer goes on", e);
            }
            listenerFailed = true;
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
    public void whenEnded(BiConsumer<? super T, ? super Throwable> quick) {
        this.quick.whenComplete(quick);
    }

    @Override
    public CompletableFuture<T> future() {
        synchronized (this) {
            watched = true;
        }
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
        return abandon(new CancellationException("The transfer was cancelled"));
    }

    /**
     * Ends it for this reason, whichever of its calls is under way or waits.
     *
     * @return false if it has ended already
     */
    boolean abandon(Throwable cause) {
        Predicate<Throwable> current;
        synchronized (this) {
            last = true;
            current = abandon;
        }
        return current.test(cause);
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
