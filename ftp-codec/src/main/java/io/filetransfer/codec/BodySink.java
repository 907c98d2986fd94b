package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A body being received: content passes from the event loop to a disk thread, which takes its digest and writes it. What
 * waits for the disk counts in a {@link Window}, which stops the connection's reading.
 */
public final class BodySink {
    /** Where the bytes go. One thread at a time calls, always a disk thread. */
    public interface Writer {
        /** Writes all remaining bytes at {@code position}. */
        void write(ByteBuffer content, long position) throws IOException;
    }

    private final Writer writer;
    private final long offset;
    private final RunningDigest digest;
    private final Executor disk;
    private final Window window;
    private final Consumer<Throwable> onFailure;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();

    private long waitingCost;
    private boolean draining;
    private boolean dropping;
    private Runnable onEnd;

    /** Bytes taken in; of the event loop. */
    private long received;

    /** As the other, with a window of its own that tells {@code pause}. */
    public BodySink(
            Writer writer,
            long offset,
            DigestAlgorithm algorithm,
            Executor disk,
            Consumer<Boolean> pause,
            Consumer<Throwable> onFailure) {
        this(writer, offset, algorithm, disk, new Window(pause), onFailure);
    }

    /**
     * @param offset where the first byte goes
     * @param disk runs the writing; tasks of it may wait for a disk
     * @param window shared by all bodies of a connection
     * @param onFailure told once, on a disk thread, when writing failed; all further content is dropped
     */
    public BodySink(
            Writer writer,
            long offset,
            DigestAlgorithm algorithm,
            Executor disk,
            Window window,
            Consumer<Throwable> onFailure) {
        this.writer = writer;
        this.offset = offset;
        this.digest = new RunningDigest(algorithm);
        this.disk = disk;
        this.window = window;
        this.onFailure = onFailure;
    }

    /** Takes over {@code content}. Event loop only. */
    public void add(ByteBuf content) {
        received += content.readableBytes();
        int cost = cost(content);
        synchronized (this) {
            if (dropping || !content.isReadable()) {
                content.release();
                return;
            }
            waiting.add(content);
            waitingCost += cost;
        }
        window.add(cost);
        drainSoon();
    }

    /**
     * Ends the body.
     *
     * @param onEnd called on a disk thread when everything is written; not called when writing fails or {@link #drop} comes
     *     first
     */
    public void end(Runnable onEnd) {
        synchronized (this) {
            if (dropping) {
                return;
            }
            this.onEnd = onEnd;
        }
        drainSoon();
    }

    /** Releases what waits and drops what still comes. */
    public void drop() {
        long dropped;
        synchronized (this) {
            dropping = true;
            onEnd = null;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            dropped = waitingCost;
            waitingCost = 0;
        }
        window.remove(dropped);
    }

    /** Bytes taken in so far. Event loop only. */
    public long received() {
        return received;
    }

    /** Length and digest of what was written. Complete once the body has ended; to be read on the disk thread then. */
    public RunningDigest digest() {
        return digest;
    }

    private void drainSoon() {
        synchronized (this) {
            if (draining) {
                return;
            }
            draining = true;
        }
        try {
            disk.execute(this::drain);
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void drain() {
        Runnable ended = null;
        try {
            ByteBuf next = next();
            while (next != null) {
                write(next);
                next = next();
            }
            ended = takeEnd();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
        if (ended != null) {
            ended.run();
        }
    }

    private void write(ByteBuf content) throws IOException {
        int cost = cost(content);
        try {
            long position = offset + digest.length();
            digest.update(content);
            // Not the internal NIO buffer: all slices of one receive buffer share it, and the event loop may use it
            // now.
            for (ByteBuffer part : content.nioBuffers()) {
                int length = part.remaining();
                writer.write(part, position);
                position += length;
            }
        } finally {
            content.release();
            window.remove(cost);
        }
    }

    private synchronized ByteBuf next() {
        ByteBuf next = waiting.poll();
        draining = next != null;
        waitingCost -= draining ? cost(next) : 0;
        return next;
    }

    private synchronized Runnable takeEnd() {
        Runnable ended = waiting.isEmpty() ? onEnd : null;
        if (ended != null) {
            onEnd = null;
        }
        return ended;
    }

    private void fail(Throwable cause) {
        drop();
        onFailure.accept(cause);
    }

    private static int cost(ByteBuf content) {
        return Window.cost(content.readableBytes());
    }
}
