package io.filetransfer.client.content;

import io.filetransfer.client.ContentWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/** What a {@link ContentWriter} writes, in buffers, as they are asked for. For one subscriber. */
public final class WrittenContent implements Flow.Publisher<ByteBuffer> {
    private static final int BUFFER = 64 << 10;

    private final ContentWriter writer;
    private final Executor threads;

    /** @param threads runs the writer, which may wait for as long as it likes */
    public WrittenContent(ContentWriter writer, Executor threads) {
        this.writer = writer;
        this.threads = threads;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Writing writing = new Writing(subscriber);
        subscriber.onSubscribe(writing);
        try {
            threads.execute(() -> write(writing, subscriber));
        } catch (RejectedExecutionException e) {
            subscriber.onError(e);
        }
    }

    private void write(Writing writing, Flow.Subscriber<? super ByteBuffer> subscriber) {
        try {
            writer.writeTo(writing);
            writing.close();
        } catch (Throwable e) {
            subscriber.onError(e);
            return;
        }
        subscriber.onComplete();
    }

    private static final class Writing extends OutputStream implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        /** Being filled; of the writing thread. */
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

        private boolean closed;
        private long demand;
        private boolean cancelled;

        Writing(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed) {
                throw new IOException("The stream is closed");
            }
            int at = offset;
            while (at < offset + length) {
                int count = Math.min(offset + length - at, buffer.remaining());
                buffer.put(bytes, at, count);
                at += count;
                if (!buffer.hasRemaining()) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (buffer.position() > 0) {
                awaitDemand();
                subscriber.onNext(buffer.flip());
                buffer = ByteBuffer.allocate(BUFFER);
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            flush();
        }

        private synchronized void awaitDemand() throws IOException {
            while (demand == 0 && !cancelled) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("Interrupted while waiting for the server to take content");
                }
            }
            if (cancelled) {
                throw new IOException("The transfer has ended");
            }
            demand--;
        }

        @Override
        public synchronized void request(long n) {
            demand += n;
            notifyAll();
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            notifyAll();
        }
    }
}
