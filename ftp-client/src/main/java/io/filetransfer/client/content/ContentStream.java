package io.filetransfer.client.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;

/**
 * The content of a get as a stream. It comes to its end only when all is checked; anything else is an exception. What is
 * read ahead is a few buffers. Closing it early cancels the transfer.
 */
public final class ContentStream extends InputStream implements Flow.Subscriber<ByteBuffer> {
    private static final int AHEAD = 4;

    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.Subscription subscription;
    private Throwable failure;
    private boolean over;
    private boolean closed;

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(AHEAD);
        }
    }

    @Override
    public synchronized void onNext(ByteBuffer item) {
        buffers.add(item);
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable throwable) {
        failure = throwable;
        notifyAll();
    }

    @Override
    public synchronized void onComplete() {
        over = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer next = awaitContent();
        if (next == null) {
            return -1;
        }
        int count = Math.min(length, next.remaining());
        next.get(target, offset, count);
        if (!next.hasRemaining()) {
            buffers.remove();
            subscription.request(1);
        }
        return count;
    }

    /** Null at the end. */
    private ByteBuffer awaitContent() throws IOException {
        while (true) {
            if (closed) {
                throw new IOException("The stream is closed");
            }
            if (!buffers.isEmpty()) {
                return buffers.peek();
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (over) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for content");
            }
        }
    }

    @Override
    public synchronized int available() {
        return buffers.isEmpty() ? 0 : buffers.peek().remaining();
    }

    @Override
    public void close() {
        Flow.Subscription cancelled;
        synchronized (this) {
            cancelled = closed ? null : subscription;
            closed = true;
            buffers.clear();
            notifyAll();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
    }
}
