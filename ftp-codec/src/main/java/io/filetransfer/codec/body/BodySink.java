package io.filetransfer.codec.body;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
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
    /** Where the bytes go. One thread at a time calls, always a disk thread. */
    public interface Writer {
        /** Writes all remaining bytes at {@code position}, where the bytes before have ended. */
        void write(ByteBuffer content, long position) throws IOException;

        /** The file that content goes to, open for reading and writing, or null when all of it has to be written. */
        default FileChannel channel() {
            return null;
        }

        /**
         * Lets {@code transfer} put {@code length} bytes at {@code position} of {@link #channel}, or refuses it: the next
         * ones, or such as came before.
         */
        default void transfer(long position, long length, Transfer transfer) throws IOException {
            transfer.run();
        }

        /** Zeros before {@code end} were left out of {@link #channel}, which has to be that long now. */
        default void extend(long end) throws IOException {
            write(ByteBuffer.allocate(1), end - 1);
        }

        /** Told after each piece of content. {@code soFar} is not to be kept. */
        default void written(RunningDigest soFar) throws IOException {}
    }

    /** Puts bytes into a file, past memory. */
    @FunctionalInterface
    public interface Transfer {
        void run() throws IOException;
    }

    /** Content that waits for the disk: a buffer, or a pipe with bytes in it. Whoever takes it from the queue owns it. */
    private sealed interface Piece {
        int length();

        void release();
    }

    private record Buffer(ByteBuf bytes) implements Piece {
        @Override
        public int length() {
            return bytes.readableBytes();
        }

        @Override
        public void release() {
            bytes.release();
        }
    }

    private record Piped(SplicePipe pipe, int length, SplicePipes pipes, Runnable emptied) implements Piece {
        @Override
        public void release() {
            pipes.discard(pipe);
            emptied.run();
        }
    }

    /** Read back at once, in bytes: stays in the processor's cache. */
    private static final int READ_BACK = 256 << 10;

    private final Writer writer;
    private final Holes holes;
    private final long offset;
    private final long maxLength;
    private final RunningDigest digest;
    private final Executor disk;
    private final Window window;
    private final Consumer<Throwable> onFailure;
    private final Queue<Piece> waiting = new ArrayDeque<>();

    private long waitingCost;
    private boolean draining;
    private boolean dropping;
    private Runnable onEnd;

    /** Bytes taken in; of the event loop. */
    private long received;

    /** As the other, with a window of its own in the memory of the process, that tells {@code pause}. */
    public BodySink(
            Writer writer,
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
            Writer writer,
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
            add(new Buffer(content));
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
        add(new Piped(pipe, length, pipes, emptied));
    }

    /** How much content may come in pipes now, in bytes. Event loop only. */
    synchronized long roomForPipes() {
        return dropping || writer.channel() == null ? 0 : maxLength - received;
    }

    private void add(Piece content) {
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
            waiting.forEach(Piece::release);
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
            Piece next = next();
            while (next != null) {
                write(next);
                next = next();
            }
            ended = takeEnd();
            if (ended != null) {
                holes.finish();
            }
        } catch (IOException | RuntimeException | Error e) {
            ended = null;
            fail(e);
        }
        if (ended != null) {
            ended.run();
        }
    }

    private void write(Piece content) throws IOException {
        int cost = cost(content);
        try {
            if (content instanceof Buffer buffer) {
                write(buffer.bytes);
            } else if (content instanceof Piped piped) {
                write(piped);
            }
            writer.written(digest);
        } finally {
            window.remove(cost);
        }
    }

    private void write(ByteBuf content) throws IOException {
        try {
            long position = offset + digest.length();
            digest.update(content);
            // Not the internal NIO buffer: all slices of one receive buffer share it, and the event loop may use it
            // now.
            for (ByteBuffer part : content.nioBuffers()) {
                int length = part.remaining();
                holes.write(part, position);
                position += length;
            }
        } finally {
            content.release();
        }
    }

    /** The bytes do not pass memory on their way to the file, so they are read from there, still warm, for the digest. */
    private void write(Piped content) throws IOException {
        FileChannel file = writer.channel();
        boolean empty = false;
        try {
            long position = offset + digest.length();
            writer.transfer(position, content.length, () -> content.pipe.empty(file, position, content.length));
            empty = true;
        } finally {
            if (!empty) {
                content.release();
            }
        }
        content.pipes.give(content.pipe);
        content.emptied.run();
        readBack(file, content.length);
    }

    private void readBack(FileChannel file, int length) throws IOException {
        int step = window.memory().borrow(READ_BACK);
        ByteBuf scratch = null;
        try {
            scratch = ByteBufAllocator.DEFAULT.directBuffer(step);
            for (int rest = length; rest > 0; ) {
                ByteBuffer read = scratch.internalNioBuffer(0, Math.min(rest, step));
                int start = read.position();
                int count = file.read(read, offset + digest.length());
                if (count <= 0) {
                    throw new IOException("The file ended before what was written to it");
                }
                holes.wrote(
                        file,
                        offset + digest.length(),
                        read.limit(start + count).position(start));
                digest.update(read);
                rest -= count;
            }
        } finally {
            ReferenceCountUtil.release(scratch);
            window.memory().give(step);
        }
    }

    private synchronized Piece next() {
        Piece next = waiting.poll();
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
    private static int cost(Piece content) {
        return content instanceof Piped ? 0 : Window.cost(content.length());
    }
}
