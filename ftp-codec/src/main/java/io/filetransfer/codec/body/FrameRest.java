package io.filetransfer.codec.body;

import io.filetransfer.codec.Content;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Completes a content frame of whose region not all was sent: what is left is read by the disk thread and sent from memory,
 * a buffer at a time. While a region is with the transport, nothing of its body may follow it.
 */
final class FrameRest {
    private static final int BUFFER_LENGTH = 256 << 10;

    private final BodyReader reader;
    private final Outlet outlet;
    private final Executor disk;
    private final Runnable resume;
    private final Queue<Content> read = new ArrayDeque<>();

    /** The region that the transport has. */
    private PagedRegion sent;

    private long at;
    private long left;
    private boolean reading;
    private boolean starved;
    private boolean closed;
    private IOException failure;

    /**
     * @param outlet what was read and waits to be taken counts in its memory
     * @param disk runs the reading, and keeps the reader open until it is done
     * @param resume called from any thread when something can follow and nothing could when it was asked for
     */
    FrameRest(BodyReader reader, Outlet outlet, Executor disk, Runnable resume) {
        this.reader = reader;
        this.outlet = outlet;
        this.disk = disk;
        this.resume = resume;
    }

    /** Whether the frame that was begun last is not complete. Event loop only, as {@link #next} and {@link #follows}. */
    synchronized boolean isDue() {
        return sent != null || left > 0 || !read.isEmpty();
    }

    /**
     * More of the frame, or null if there is nothing now.
     *
     * @throws IOException it cannot be had: the frame cannot be ended in order, nor can the connection
     */
    synchronized Content next() throws IOException {
        Content next = read.poll();
        if (next == null && failure != null) {
            throw failure;
        }
        starved = next == null;
        if (next != null) {
            outlet.memory().give(next.bytes().capacity());
        }
        if (next != null && left > 0) {
            readSoon();
        }
        return next;
    }

    /** The region goes to the transport. */
    synchronized void follows(PagedRegion region) {
        sent = region;
    }

    /**
     * The transport let go of a region, or it was dropped.
     *
     * @return whether something is left of it, to be sent from here
     */
    boolean ended(PagedRegion region) {
        boolean wake;
        synchronized (this) {
            if (region != sent) {
                return false;
            }
            sent = null;
            if (region.left() > 0 && !closed) {
                at = region.nextByte();
                left = region.left();
                readSoon();
                return true;
            }
            wake = takeStarved();
        }
        if (wake) {
            resume.run();
        }
        return false;
    }

    synchronized void close() {
        closed = true;
        left = 0;
        read.forEach(content -> {
            outlet.memory().give(content.bytes().capacity());
            content.release();
        });
        read.clear();
    }

    private boolean takeStarved() {
        boolean wake = starved && !closed;
        starved = false;
        return wake;
    }

    private void readSoon() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            disk.execute(this::readNext);
        } catch (RejectedExecutionException e) {
            reading = false;
            failure = new IOException("The rest of a frame cannot be read", e);
        }
    }

    private void readNext() {
        IOException failed = null;
        Content content = null;
        try {
            content = Content.continued(read());
        } catch (IOException e) {
            failed = e;
        } catch (RuntimeException | Error e) {
            failed = new IOException(e);
        }
        boolean wake;
        synchronized (this) {
            reading = false;
            failure = failed;
            if (content != null && closed) {
                content.release();
            } else if (content != null) {
                at += content.length();
                left -= content.length();
                outlet.memory().take(content.bytes().capacity());
                read.add(content);
            }
            wake = takeStarved();
        }
        if (wake) {
            resume.run();
        }
    }

    private ByteBuf read() throws IOException {
        int wanted;
        long position;
        synchronized (this) {
            wanted = (int) Math.min(left, outlet.memory().share(BUFFER_LENGTH));
            position = at;
        }
        ByteBuf buffer = outlet.allocator().directBuffer(Math.max(1, wanted));
        try {
            int count = wanted == 0 ? 0 : reader.readAgain(buffer.internalNioBuffer(0, wanted), position);
            if (count == 0) {
                throw new BodyReader.ShortenedException();
            }
            ByteBuf taken = buffer.writerIndex(count);
            buffer = null;
            return taken;
        } finally {
            if (buffer != null) {
                buffer.release();
            }
        }
    }
}
