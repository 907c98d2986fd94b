package io.filetransfer.codec.body;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A body being sent: content frames of a file or stream, then its end frame. The chunked writer takes a chunk whenever the
 * channel has room; a disk thread reads a few chunks ahead, so the event loop never waits for a disk.
 *
 * <p>Where the transport can send from the file itself, a chunk is a region of it. Its bytes were read once all the same,
 * by the disk thread: that brings them into the page cache before the event loop sends them, and gives their digest. When
 * the reader knows the digest, only what is not in memory is read. Pages that have left memory by the time they are to be
 * sent are not waited for: the rest of the frame is read by the disk thread and sent as bytes, and so is all that follows.
 * Elsewhere a chunk is the bytes. A reader that fails ends the body in another frame than {@link End}.
 *
 * <p>The reader is closed on a disk thread when the body was sent or given up and no chunk of it is in use any more.
 */
public class BodySource implements ChunkedInput<Frame> {
    /** Where the bytes come from. One thread at a time calls, always a disk thread. */
    public interface Reader {
        /**
         * Reads at {@code position}.
         *
         * @return bytes read; 0 only at the end
         */
        int read(ByteBuffer target, long position) throws IOException;

        /** As {@link #read}, of bytes that were read or known before: they count for nothing but being sent. */
        default int readAgain(ByteBuffer target, long position) throws IOException {
            return read(target, position);
        }

        /** The file to send regions of, or null. Stays open until {@link #close}. */
        FileChannel channel();

        /** What the end frame is to say, whatever is read: the digest that was stored with just this content; or null. */
        default Digest knownDigest() {
            return null;
        }

        /** Told after each read that counts. {@code soFar} is of this body, and not to be kept. */
        default void passed(RunningDigest soFar) throws IOException {}

        /** Called after the last byte: fails if the content is not what it was when it was opened. */
        void checkUnchanged() throws IOException;

        void close();
    }

    private static final int REGION_LENGTH = Limits.CONTENT;
    private static final int BUFFER_LENGTH = 256 << 10;
    private static final int REGIONS_AHEAD = 2;
    private static final int BUFFERS_AHEAD = 2;

    private final Reader reader;
    private final FileChannel channel;
    private final Residency residency;
    private final FrameRest rest;
    private final Digest known;
    private final long length;
    private final RunningDigest digest;
    private final ByteBufAllocator allocator;
    private final MemoryBudget memory;
    private final Executor disk;
    private final Function<Throwable, Frame> onFailure;
    private final Queue<Frame> ready = new ArrayDeque<>();
    private final AtomicInteger holders = new AtomicInteger(1);

    private Runnable resume = () -> {};
    /** Next byte to read; of the disk thread. */
    private long position;
    /** Bytes read so far; of the disk thread. */
    private long done;

    /** Handed to the writer so far; of the event loop. */
    private long sent;

    /** Pages were not in memory when they were to be sent, or cannot be told of: what follows goes by buffers. */
    private volatile boolean byBuffers;

    private boolean filling;
    private boolean starved;
    private boolean lastRead;
    private boolean lastTaken;
    private boolean closed;
    private Frame last;

    /**
     * @param offset first byte
     * @param length bytes to send, or -1 for all to the reader's end
     * @param memory chunks that wait to be taken count in it, and become smaller when it is short
     * @param disk runs the reading; tasks of it may wait for a disk
     * @param onFailure the frame that ends the body when reading fails
     */
    public BodySource(
            Reader reader,
            long offset,
            long length,
            DigestAlgorithm algorithm,
            ByteBufAllocator allocator,
            MemoryBudget memory,
            Executor disk,
            Function<Throwable, Frame> onFailure) {
        this.reader = reader;
        this.channel = reader.channel();
        this.known = reader.knownDigest();
        this.residency = channel == null ? null : residency(channel);
        this.byBuffers = channel == null;
        this.position = offset;
        this.length = length;
        this.digest = new RunningDigest(algorithm);
        this.allocator = allocator;
        this.memory = memory;
        this.disk = disk;
        this.onFailure = onFailure;
        this.rest = new FrameRest(reader, allocator, memory, this::onDisk, () -> resume.run());
    }

    /** To be replaced in tests. */
    Residency residency(FileChannel file) {
        return new Residency(file);
    }

    /**
     * Begins to read ahead.
     *
     * @param resume called from any thread when the writer, having found no chunk ready, is to ask again
     */
    public void start(Runnable resume) {
        synchronized (this) {
            this.resume = resume;
            filling = true;
        }
        fillSoon();
    }

    /** Ends the body early, with {@code last}, at the next frame boundary. Chunks that wait are dropped. */
    public void stop(Frame last) {
        synchronized (this) {
            if (lastTaken || closed) {
                return;
            }
            dropReady();
            lastRead = true;
            ready.add(last);
        }
        resume.run();
    }

    @Override
    public Frame readChunk(ByteBufAllocator unused) throws IOException {
        if (rest.isDue()) {
            return rest.next();
        }
        Frame chunk;
        boolean fill;
        synchronized (this) {
            chunk = ready.poll();
            starved = chunk == null;
            lastTaken = lastRead && ready.isEmpty();
            fill = !filling && !lastRead && !closed && ready.size() <= ahead() / 2;
            filling |= fill;
        }
        if (fill) {
            fillSoon();
        }
        if (chunk instanceof Content content) {
            memory.give(content.bytes().capacity());
            sent += content.length();
            if (content.payload() instanceof Region region) {
                rest.follows(region);
            }
        } else if (chunk != null) {
            last = chunk;
        }
        return chunk;
    }

    @Override
    @Deprecated
    public Frame readChunk(ChannelHandlerContext ctx) throws IOException {
        return readChunk(ctx.alloc());
    }

    @Override
    public synchronized boolean isEndOfInput() {
        return lastTaken;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long progress() {
        return sent;
    }

    /** The frame that ended the body, once the writer took it; null before, and when it was given up. Event loop only. */
    public Frame last() {
        return last;
    }

    /** Called by the chunked writer when the last chunk is written, or when the channel failed. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            dropReady();
        }
        rest.close();
        letGo();
    }

    private void fillSoon() {
        try {
            onDisk(this::fill);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                filling = false;
            }
            endWith(onFailure.apply(e));
        }
    }

    /** The reader stays open until {@code task} has run. */
    private void onDisk(Runnable task) {
        holders.incrementAndGet();
        try {
            disk.execute(() -> {
                try {
                    task.run();
                } finally {
                    letGo();
                }
            });
        } catch (RejectedExecutionException e) {
            letGo();
            throw e;
        }
    }

    /** Reads ahead until enough chunks wait. */
    private void fill() {
        ByteBuf scratch = null;
        int borrowed = 0;
        try {
            while (wantsMore()) {
                if (!byBuffers && scratch == null) {
                    borrowed = memory.borrow(BUFFER_LENGTH);
                    scratch = allocator.directBuffer(borrowed, borrowed);
                }
                offer(length >= 0 && done == length ? end() : nextChunk(scratch));
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                filling = false;
            }
            endWith(onFailure.apply(e));
        } finally {
            ReferenceCountUtil.release(scratch);
            memory.give(borrowed);
        }
    }

    private synchronized boolean wantsMore() {
        filling = !closed && !lastRead && ready.size() < ahead();
        return filling;
    }

    private int ahead() {
        return byBuffers ? BUFFERS_AHEAD : REGIONS_AHEAD;
    }

    private Frame nextChunk(ByteBuf scratch) throws IOException {
        Frame chunk = byBuffers
                ? readBuffer(wanted(memory.share(BUFFER_LENGTH)))
                : readRegion(scratch, wanted(REGION_LENGTH));
        return chunk != null ? chunk : end();
    }

    private int wanted(int most) {
        return (int) (length >= 0 ? Math.min(most, length - done) : most);
    }

    private Frame readBuffer(int wanted) throws IOException {
        ByteBuf buffer = allocator.directBuffer(wanted);
        try {
            int count = readOnce(buffer, wanted);
            if (count == 0) {
                return null;
            }
            if (count <= wanted / 4) { // a reader that gives little at a time: what waits holds no more than it is
                return Content.of(allocator.directBuffer(count, count).writeBytes(buffer));
            }
            Content content = Content.of(buffer);
            buffer = null;
            return content;
        } finally {
            if (buffer != null) {
                buffer.release();
            }
        }
    }

    private Frame readRegion(ByteBuf scratch, int wanted) throws IOException {
        long start = position;
        Residency.Pages pages = residency.pages(position, wanted);
        if (pages == null) {
            byBuffers = true;
            return readBuffer(wanted(memory.share(BUFFER_LENGTH)));
        }
        if (known != null && pages.loadedFrom(0) && position + wanted <= channel.size()) {
            position += wanted;
            done += wanted;
            return Content.of(new Region(start, wanted, pages));
        }
        int count = 0;
        while (count < wanted) {
            scratch.clear();
            int read = readOnce(scratch, Math.min(wanted - count, scratch.capacity()));
            if (read == 0) {
                break;
            }
            count += read;
        }
        if (count == 0) {
            return null;
        }
        Residency.Pages read = count == wanted ? pages : residency.pages(start, count);
        return Content.of(new Region(start, count, read));
    }

    /** Fills an empty buffer with what one read gives. */
    private int readOnce(ByteBuf buffer, int wanted) throws IOException {
        int count = reader.read(buffer.internalNioBuffer(0, wanted), position);
        if (count == 0 && length >= 0) {
            throw new ShortenedException();
        }
        digest.update(buffer.internalNioBuffer(0, count));
        buffer.writerIndex(count);
        position += count;
        done += count;
        reader.passed(digest);
        return count;
    }

    private Frame end() throws IOException {
        reader.checkUnchanged();
        return new End(done, known != null ? known : digest.digest());
    }

    private void offer(Frame frame) {
        if (!(frame instanceof Content content)) {
            endWith(frame);
            return;
        }
        boolean wake;
        synchronized (this) {
            if (closed || lastRead) {
                ReferenceCountUtil.release(frame);
                return;
            }
            ready.add(frame);
            memory.take(content.bytes().capacity());
            wake = starved;
            starved = false;
        }
        if (wake) {
            resume.run();
        }
    }

    private void endWith(Frame last) {
        synchronized (this) {
            if (closed || lastRead) {
                return;
            }
            ready.add(last);
            lastRead = true;
        }
        resume.run();
    }

    private void dropReady() {
        for (Frame frame : ready) {
            if (frame instanceof Content content) {
                memory.give(content.bytes().capacity());
            }
            ReferenceCountUtil.release(frame);
        }
        ready.clear();
    }

    /** The last holder closes the reader, off the event loop. */
    private void letGo() {
        if (holders.decrementAndGet() > 0) {
            return;
        }
        try {
            disk.execute(reader::close);
        } catch (RejectedExecutionException e) {
            reader.close();
        }
    }

    /** A file that was opened with a length and ended before it. */
    public static final class ShortenedException extends IOException {
        private static final long serialVersionUID = 1L;

        ShortenedException() {
            super("The file became shorter while it was sent");
        }
    }

    private final class Region extends PagedRegion {
        Region(long position, long count, Residency.Pages pages) {
            super(channel, position, count, pages);
            holders.incrementAndGet();
        }

        @Override
        void stalled() {
            byBuffers = true;
        }

        @Override
        protected void deallocate() {
            if (rest.ended(this)) {
                byBuffers = true;
            }
            letGo();
        }
    }
}
