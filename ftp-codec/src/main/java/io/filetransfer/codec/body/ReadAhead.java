package io.filetransfer.codec.body;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Frame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** Frames of a body that were read and wait to be sent. Not for several threads at once. */
final class ReadAhead {
    /** Frames that are read at least, if there is memory for no more. */
    private static final int FRAMES = 2;

    /** Frames at most, however small they are. */
    static final int MOST = 64;

    /** Bytes that are read where frames are bytes: a thread is woken for many of them, not for each. */
    private static final int BYTES = 1 << 20;

    private final MemoryBudget memory;
    private final Queue<Frame> ready = new ArrayDeque<>();
    /** In {@link #ready}; regions take none. */
    private int bytes;

    /** @param memory what waits counts in it */
    ReadAhead(MemoryBudget memory) {
        this.memory = memory;
    }

    void add(Frame frame) {
        ready.add(frame);
        bytes += size(frame);
        memory.take(size(frame));
    }

    /** The next one, which stays; or null. */
    Frame peek() {
        return ready.peek();
    }

    /** The next one, or null. */
    Frame poll() {
        Frame frame = ready.poll();
        bytes -= size(frame);
        memory.give(size(frame));
        return frame;
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Whether it is time to read. */
    boolean isLow() {
        return ready.size() <= FRAMES / 2;
    }

    /** Whether nothing more is to be read now. */
    boolean isFull() {
        return ready.size() >= FRAMES && (bytes == 0 || bytes >= memory.share(BYTES) || ready.size() >= MOST);
    }

    /** Releases all. */
    void drop() {
        while (!ready.isEmpty()) {
            ReferenceCountUtil.release(poll());
        }
    }

    private static int size(Frame frame) {
        return frame instanceof Content content ? content.bytes().capacity() : 0;
    }
}
