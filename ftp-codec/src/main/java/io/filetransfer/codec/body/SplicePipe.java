package io.filetransfer.codec.body;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A pipe through which content goes from a socket to a file without passing memory of this process. Filled on the event
 * loop, which never waits there, then emptied by a disk thread; used by one of them at a time, handed over with the usual
 * happens-before of a queue.
 */
final class SplicePipe {
    /** What a pipe is made to hold, in bytes: the most that an unprivileged process may ask for by default. */
    static final int CAPACITY = 1 << 20;

    private final NativeCalls calls;
    private final NativeCalls.Caller filling;
    private final NativeCalls.Caller emptying;
    private final int readEnd;
    private final int writeEnd;

    private SplicePipe(NativeCalls calls, NativeCalls.Caller caller, long ends) {
        this.calls = calls;
        this.filling = caller;
        this.emptying = calls.caller();
        this.readEnd = (int) ends;
        this.writeEnd = (int) (ends >>> 32);
    }

    /**
     * Null when the system has none now, as too many files are open.
     *
     * @throws UnsupportedOperationException it gives none of this size
     */
    static SplicePipe open(NativeCalls calls) {
        NativeCalls.Caller caller = calls.caller();
        long ends = caller.pipe();
        if (ends < 0) {
            return null;
        }
        SplicePipe pipe = new SplicePipe(calls, caller, ends);
        if (caller.setPipeSize(pipe.writeEnd, CAPACITY) < CAPACITY) {
            pipe.close();
            throw new UnsupportedOperationException("No pipe of this size");
        }
        return pipe;
    }

    /**
     * Takes what the socket has, without waiting.
     *
     * @param limit bytes at most
     * @return bytes taken; 0 when the socket has none now, has ended or failed, which reading it will tell
     */
    int fill(int socket, long limit) {
        long wanted = Math.min(limit, CAPACITY);
        long taken = 0;
        while (taken < wanted) {
            long moved = filling.splice(socket, writeEnd, wanted - taken);
            if (moved > 0) {
                taken += moved;
            } else if (moved != -NativeCalls.EINTR) {
                break;
            }
        }
        return (int) taken;
    }

    /** Writes the {@code length} bytes that are in the pipe. After a failure the pipe is good for nothing but {@link #close}. */
    void empty(FileChannel file, long position, int length) throws IOException {
        int descriptor = calls.number(file);
        int written = 0;
        while (written < length) {
            long moved = emptying.spliceTo(readEnd, descriptor, position + written, length - written);
            if (moved > 0) {
                written += (int) moved;
            } else if (moved != -NativeCalls.EINTR && moved != -NativeCalls.EAGAIN) {
                throw new IOException(text((int) -moved));
            }
        }
    }

    /** The C library's words, as the JDK's own calls have them in their exceptions. */
    private static String text(int error) {
        return switch (error) {
            case 27 -> "File too large";
            case 28 -> "No space left on device";
            case 122 -> "Disk quota exceeded";
            default -> "splice failed with error " + error;
        };
    }

    void close() {
        emptying.close(readEnd);
        emptying.close(writeEnd);
    }
}
