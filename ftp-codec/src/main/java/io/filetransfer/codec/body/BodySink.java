package io.filetransfer.codec.body;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A body being received: content passes from the event loop to a disk thread, which takes its digest and writes it, but
 * for long runs of zeros where the file has nothing yet. What
 * waits for the disk counts in a {@link Window}, which stops the connection's reading.
 */
public final class BodySink {
    private final BodyWriter writer;
    private final Holes holes;
    private final long offset;
    private final long maxLength;
    private final RunningDigest digest;
    private final BodyClock clock = new BodyClock();
    private final Executor disk;
    private final Window window;
    private final Consumer<Throwable> onFailure;
    private final Queue<BodyPiece> waiting = new ArrayDeque<>();

    /** Bytes written; of the disk thread, as what follows. */
    private long written;

    /** What was written last, if the digest has not all of it yet. */
    private ReadBack behind;

    private long waitingCost;
    private boolean draining;
    private boolean dropping;
    private Runnable onEnd;

    /** Bytes taken in; of the event loop. */
    private long received;

    /** As the other, with a window of its own in the memory of the process, that tells {@code pause}. */
    public BodySink(
            BodyWriter writer,
            long offset,
            long maxLength,
            DigestAlgorithm algorithm,
            Executor disk,
            Consumer<Boolean> pause,
            Consumer<Throwable> onFailure) {
        this(writer, offset, maxLength, algorithm, disk, new Window(MemoryBudget.ofProcess(), pause), onFailure);
    }

    /**
     * @param offset where the first byte goes
     * @param maxLength how much content may come past the caller's eyes; what he adds himself he has checked
     * @param disk runs the writing; tasks of it may wait for a disk
     * @param window shared by all bodies of a connection
     * @param onFailure told once, on a disk thread, when writing failed; all further content is dropped
     */
    public BodySink(
            BodyWriter writer,
            long offset,
            long maxLength,
            DigestAlgorithm algorithm,
            Executor disk,
            Window window,
            Consumer<Throwable> onFailure) {
        this.writer = writer;
        this.holes = new Holes(writer);
        this.offset = offset;
        this.maxLength = maxLength;
        this.digest = new RunningDigest(algorithm);
        this.disk = disk;
        this.window = window;
        this.onFailure = onFailure;
    }

    /** Takes over {@code content}. Event loop only. */
    public void add(ByteBuf content) {
        if (content.isReadable()) {
            add(new BodyPiece.Buffer(content));
        } else {
            content.release();
        }
    }

    /**
     * Takes over a pipe with {@code length} bytes of content in it. Event loop only.
     *
     * @param pipes where the pipe goes back to
     * @param emptied called from any thread once the pipe is not in use any more
     */
    void add(SplicePipe pipe, int length, SplicePipes pipes, Runnable emptied) {
        add(new BodyPiece.Piped(pipe, length, pipes, emptied));
    }

    /** How much content may come in pipes now, in bytes. Event loop only. */
    synchronized long roomForPipes() {
        return dropping || writer.channel() == null ? 0 : maxLength - received;
    }

    private void add(BodyPiece content) {
        received += content.length();
        int cost = cost(content);
        synchronized (this) {
            if (dropping) {
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
            waiting.forEach(BodyPiece::release);
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

    /** Where the time of the writing went. As {@link #digest}. */
    public BodyClock clock() {
        return clock;
    }

    private void drainSoon() {
        synchronized (this) {
            if (draining) {
                return;
            }
            draining = true;
        }
        try {
            long asked = clock.now();
            disk.execute(() -> drain(asked));
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void drain(long asked) {
        clock.begin(asked);
        Runnable ended = null;
        try {
            BodyPiece next = next();
            while (next != null) {
                write(next);
                next = next();
            }
            catchUp();
            ended = takeEnd();
            if (ended != null) {
                holes.finish();
                clock.disk();
            }
        } catch (IOException | RuntimeException | Error e) {
            behind = null;
            ended = null;
            fail(e);
        }
        if (ended != null) {
            ended.run();
        }
    }

    private void write(BodyPiece content) throws IOException {
        int cost = cost(content);
        try {
            if (content instanceof BodyPiece.Buffer buffer) {
                write(buffer.bytes());
            } else if (content instanceof BodyPiece.Piped piped) {
                write(piped);
            }
        } finally {
            window.remove(cost);
        }
    }

    private void write(ByteBuf content) throws IOException {
        try {
            // Not the internal NIO buffer: all slices of one receive buffer share it, and the event loop may use it
            // now.
            for (ByteBuffer part : content.nioBuffers()) {
                int length = part.remaining();
                holes.write(part, offset + written);
                written += length;
            }
            clock.disk();
            catchUp();
            digest.update(content);
            clock.digest();
        } finally {
            content.release();
        }
        tellWritten();
    }

    /**
     * The bytes do not pass memory on their way to the file, so they are read from there. Where more waits to be written,
     * another thread does that meanwhile: this one is what limits a fast transfer.
     */
    private void write(BodyPiece.Piped content) throws IOException {
        FileChannel file = writer.channel();
        long position = offset + written;
        int length = content.length();
        boolean empty = false;
        try {
            writer.transfer(position, length, () -> content.pipe().empty(file, position, length));
            empty = true;
        } finally {
            if (!empty) {
                content.release();
            }
        }
        clock.disk();
        written += length;
        content.pipes().give(content.pipe());
        content.emptied().run();
        catchUp();
        behind = new ReadBack(file, position, length, digest, window.memory());
        if (isMoreWaiting()) {
            behind.beginOn(content.pipes().readers());
        } else {
            catchUp();
        }
    }

    /** Makes sure that the digest is of all that was written. */
    private void catchUp() throws IOException {
        ReadBack last = behind;
        if (last == null) {
            return;
        }
        behind = null;
        List<Zeros> zeros = last.finish();
        clock.digest();
        for (Zeros each : zeros) {
            holes.wrote(writer.channel(), each);
        }
        tellWritten();
    }

    /** Who is told may make durable what was written. */
    private void tellWritten() throws IOException {
        writer.written(digest);
        clock.sync();
    }

    private synchronized boolean isMoreWaiting() {
        return !waiting.isEmpty();
    }

    private synchronized BodyPiece next() {
        BodyPiece next = waiting.poll();
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

    /** Pipes have a bound of their own. */
    private static int cost(BodyPiece content) {
        return content instanceof BodyPiece.Piped ? 0 : Window.cost(content.length());
    }
}
