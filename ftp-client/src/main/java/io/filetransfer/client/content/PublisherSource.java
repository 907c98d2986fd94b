package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** The caller's publisher, of which a few buffers at a time are asked for. */
public final class PublisherSource extends UploadSource implements Flow.Subscriber<ByteBuffer> {
    private static final int AHEAD = 4;

    private final Flow.Publisher<ByteBuffer> publisher;
    private final String name;
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.Subscription subscription;
    /** Being read; of the reading thread. */
    private ByteBuffer current;

    private Throwable failure;
    private boolean subscribed;
    private boolean completed;
    private boolean stopped;

    /** @param name for what is said of its failures */
    public PublisherSource(Flow.Publisher<ByteBuffer> publisher, String name, Executor executor) {
        super(executor);
        this.publisher = publisher;
        this.name = name;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (!subscribed) {
            subscribed = true;
            publisher.subscribe(this);
        }
        int count = 0;
        while (target.hasRemaining() && hasContent(count == 0)) {
            count += transfer(current, target);
        }
        return count;
    }

    private static int transfer(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
        return count;
    }

    private boolean hasContent(boolean wait) throws IOException {
        while (current == null || !current.hasRemaining()) {
            if (current != null) {
                subscription.request(1);
            }
            current = next(wait);
            if (current == null) {
                return false;
            }
        }
        return true;
    }

    /** The next buffer, or null at the end, or when there is none to be had without waiting. */
    private synchronized ByteBuffer next(boolean wait) throws IOException {
        while (wait && buffers.isEmpty() && !completed && failure == null && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException("Interrupted while waiting for the publisher", e);
            }
        }
        if (stopped) {
            throw new IOException("The transfer has ended");
        }
        if (wait && buffers.isEmpty() && failure != null) {
            throw new IOException(String.valueOf(failure.getMessage()), failure);
        }
        return buffers.poll();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean refuse;
        synchronized (this) {
            refuse = this.subscription != null || stopped;
            if (!refuse) {
                this.subscription = subscription;
            }
        }
        if (refuse) {
            subscription.cancel();
        } else {
            subscription.request(AHEAD);
        }
    }

    @Override
    public synchronized void onNext(ByteBuffer item) {
        if (buffers.size() > AHEAD) {
            failure = new IllegalStateException("it gave more than was asked for");
            buffers.clear();
        } else if (!stopped && failure == null) {
            buffers.add(item.slice());
        }
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable throwable) {
        failure = throwable;
        notifyAll();
    }

    @Override
    public synchronized void onComplete() {
        completed = true;
        notifyAll();
    }

    @Override
    public void stopWaiting() {
        Flow.Subscription cancelled;
        synchronized (this) {
            stopped = true;
            buffers.clear();
            cancelled = completed || failure != null ? null : subscription;
            notifyAll();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
    }

    @Override
    public FileTransferException failure(Throwable cause) {
        return Failures.local(name, cause instanceof IOException io ? io : new IOException(cause));
    }
}
