package io.filetransfer.codec.body;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A body being sent: content frames of a file or stream, then its end frame. The chunked writer takes a chunk whenever the
 * channel has room; a disk thread reads a few chunks ahead ({@link BodyFrames}), so the event loop never waits for a disk.
 *
 * <p>Pages of a region that have left memory by the time they are to be sent are not waited for: the rest of the frame is
 * read by the disk thread and sent as bytes, and so is all that follows. A reader that fails ends the body in another frame
 * than {@link End}.
 *
 * <p>Content goes at the {@link Outlet}'s pace: while that holds it, the writer finds no chunk.
 *
 * <p>The reader is closed on a disk thread when the body was sent or given up and no chunk of it is in use any more.
 */
public final class BodySource implements ChunkedInput<Frame> {
    private final BodyReader reader;
    private final BodyFrames frames;
    private final FrameRest rest;
    private final long length;
    private final Outlet outlet;
    private final Executor disk;
    private final Function<Throwable, Frame> onFailure;
    private final ReadAhead ready;
    private final BodyClock clock = new BodyClock();
    private final AtomicInteger holders = new AtomicInteger(1);

    private Runnable resume = () -> {};

    /** Handed to the writer so far; of the event loop. */
    private long sent;

    private boolean filling;
    private boolean starved;
    private boolean lastRead;
    private boolean lastTaken;
    private boolean closed;
    private Frame last;

    /** What comes before the end frame; null if nothing does. */
    private Supplier<Frame> trailer;

    /**
     * @param offset first byte
     * @param length bytes to send, or -1 for all to the reader's end
     * @param disk runs the reading; tasks of it may wait for a disk
     * @param onFailure the frame that ends the body when reading fails
     */
    public BodySource(
            BodyReader reader,
            long offset,
            long length,
            DigestAlgorithm algorithm,
            Outlet outlet,
            Executor disk,
            Function<Throwable, Frame> onFailure) {
        this.reader = reader;
        this.length = length;
        this.outlet = outlet;
        this.ready = new ReadAhead(outlet.memory());
        this.disk = disk;
        this.onFailure = onFailure;
        this.frames = new BodyFrames(reader, offset, length, algorithm, outlet, Region::new, clock);
        this.rest = new FrameRest(reader, outlet, this::onDisk, () -> resume.run());
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

    /**
     * Has a frame sent before the end frame.
     *
     * @param trailer makes it, on the event loop, when all content has been handed to the writer; before {@link #start}
     */
    public void trailer(Supplier<Frame> trailer) {
        this.trailer = trailer;
    }

    /** Where the time of the reading went. Settled once the end frame is there. */
    public BodyClock clock() {
        return clock;
    }

    /** Ends the body early, with {@code last}, at the next frame boundary. Chunks that wait are dropped. */
    public void stop(Frame last) {
        synchronized (this) {
            if (lastTaken || closed) {
                return;
            }
            ready.drop();
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
            if (trailer != null && ready.peek() instanceof End) {
                return takeTrailer();
            }
            chunk = mayGo(ready.peek()) ? ready.poll() : null;
            starved = chunk == null;
            lastTaken = lastRead && ready.isEmpty();
            fill = !filling && !lastRead && !closed && ready.isLow();
            filling |= fill;
        }
        if (fill) {
            fillSoon();
        }
        if (chunk instanceof Content content) {
            sent += content.length();
            if (content.payload() instanceof Region region) {
                rest.follows(region);
            }
        } else if (chunk != null) {
            last = chunk;
        }
        return chunk;
    }

    private Frame takeTrailer() {
        Frame made = trailer.get();
        trailer = null;
        return made;
    }

    private boolean mayGo(Frame next) {
        return !(next instanceof Content content) || outlet.pace().admits(content.length());
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
            ready.drop();
        }
        rest.close();
        letGo();
    }

    private void fillSoon() {
        try {
            long asked = clock.now();
            onDisk(() -> fill(asked));
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
    private void fill(long asked) {
        clock.begin(asked);
        try {
            while (wantsMore()) {
                offer(frames.next());
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                filling = false;
            }
            endWith(onFailure.apply(e));
        } finally {
            frames.pause();
        }
    }

    private synchronized boolean wantsMore() {
        filling = !closed && !lastRead && !ready.isFull();
        return filling;
    }

    private void offer(Frame frame) {
        if (!(frame instanceof Content)) {
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

    private final class Region extends PagedRegion {
        Region(long position, int count, Residency.Pages pages) {
            super(reader.channel(), position, count, pages, outlet.stalls(), reader.disk());
            holders.incrementAndGet();
        }

        @Override
        void stalled() {
            frames.useBytes();
        }

        @Override
        protected void deallocate() {
            if (rest.ended(this)) {
                frames.useBytes();
            }
            letGo();
        }
    }
}
