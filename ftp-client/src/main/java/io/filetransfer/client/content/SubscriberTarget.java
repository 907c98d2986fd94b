package io.filetransfer.client.content;

import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The caller's subscriber. All its methods are called by one thread at a time; one that waits for demand holds a thread of
 * its own and nothing else.
 */
public final class SubscriberTarget extends ContentTarget implements Flow.Subscription {
    /** Bytes of a buffer that is handed over at most. */
    private static final int MAX_BUFFER = 64 << 10;

    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private Consumer<Throwable> abandonTransfer = cause -> {};
    private long demand;
    private boolean stopped;
    /** The subscriber wants to hear no more. */
    private boolean silent;

    public SubscriberTarget(Flow.Subscriber<? super ByteBuffer> subscriber, Executor executor) {
        super(executor);
        this.subscriber = subscriber;
    }

    /** Once the transfer can be ended by {@code abandonTransfer}. */
    public void subscribe(Consumer<Throwable> abandonTransfer) {
        this.abandonTransfer = abandonTransfer;
        try {
            executor().execute(() -> {
                try {
                    subscriber.onSubscribe(this);
                } catch (Throwable e) {
                    abandonTransfer.accept(failure(e));
                }
            });
        } catch (RejectedExecutionException e) {
            abandonTransfer.accept(Failures.clientClosed());
        }
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            abandonTransfer.accept(new IllegalArgumentException("Demand is at least 1, not " + n));
            return;
        }
        synchronized (this) {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            notifyAll();
        }
    }

    @Override
    public void cancel() {
        synchronized (this) {
            silent = true;
            notifyAll();
        }
        abandonTransfer.accept(new CancellationException("The subscriber cancelled"));
    }

    @Override
    public void write(ByteBuffer content, long position) throws IOException {
        while (content.hasRemaining()) {
            awaitDemand();
            ByteBuffer copy = ByteBuffer.allocate(Math.min(content.remaining(), MAX_BUFFER));
            copy.put(0, content, content.position(), copy.capacity());
            content.position(content.position() + copy.capacity());
            subscriber.onNext(copy);
        }
    }

    private synchronized void awaitDemand() throws IOException {
        while (demand == 0 && !stopped && !silent) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException("Interrupted while waiting for demand", e);
            }
        }
        if (stopped || silent) {
            throw new IOException("The transfer has ended");
        }
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
    }

    @Override
    public void finish() {
        signal(subscriber::onComplete);
    }

    @Override
    public void abandon(Throwable cause, Runnable then) {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        try {
            executor().execute(() -> signal(() -> subscriber.onError(cause)));
        } catch (RejectedExecutionException e) {
            signal(() -> subscriber.onError(cause));
        }
        then.run();
    }

    private void signal(Runnable signal) {
        synchronized (this) {
            if (silent) {
                return;
            }
            silent = true;
        }
        try {
            signal.run();
        } catch (Throwable e) {
            ClientLog.warning("A subscriber threw this at the end of its content", e);
        }
    }

    /** What the subscriber threw. */
    @Override
    public RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    }
}
