package io.filetransfer.codec.body;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The pipes of one server or client, kept for reuse while any body is received that way. Safe for use by many threads. At most {@value #MAX} are open; an
 * unprivileged user has room for 64 of this size by default.
 */
public final class SplicePipes {
    private static final int MAX = 32;

    private final Queue<SplicePipe> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger users = new AtomicInteger();
    private final Executor readers;
    private volatile boolean closed;

    /** @param readers read content, for its digest, that went through pipes to a file; may wait for a disk */
    public SplicePipes(Executor readers) {
        this.readers = readers;
    }

    Executor readers() {
        return readers;
    }

    /** Whether there are pipes at all on this system and JVM. The first call in a JVM takes some ten milliseconds. */
    public boolean available() {
        return !closed && NativeCalls.get() != null;
    }

    /** A body begins to use pipes. */
    void enter() {
        users.incrementAndGet();
    }

    /** A body takes no more pipes; after the last one, those that are idle are closed. */
    void leave() {
        if (users.decrementAndGet() == 0) {
            closeIdle();
        }
    }

    /** An empty pipe, or null when there is none now; to be given back or discarded. */
    SplicePipe take() {
        SplicePipe pipe = idle.poll();
        if (pipe != null || !available()) {
            return pipe;
        }
        if (open.incrementAndGet() > MAX) {
            open.decrementAndGet();
            return null;
        }
        try {
            pipe = SplicePipe.open(NativeCalls.get());
        } catch (UnsupportedOperationException never) {
            closed = true; // do not ask again for each file
        }
        if (pipe == null) {
            open.decrementAndGet();
        }
        return pipe;
    }

    /** Takes back a pipe that is empty again. */
    void give(SplicePipe pipe) {
        idle.add(pipe);
        if (closed || users.get() == 0) {
            closeIdle();
        }
    }

    /** Takes back a pipe that has bytes in it. */
    void discard(SplicePipe pipe) {
        open.decrementAndGet();
        pipe.close();
    }

    /** Closes what is idle, and everything else when it is given back. */
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (SplicePipe pipe = idle.poll(); pipe != null; pipe = idle.poll()) {
            discard(pipe);
        }
    }
}
