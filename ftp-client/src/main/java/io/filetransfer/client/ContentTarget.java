package io.filetransfer.client;

import io.filetransfer.codec.BodySink;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** Where the content of an answer goes. */
abstract class ContentTarget implements BodySink.Writer {
    private final Executor executor;

    /** @param executor runs the writing, one task at a time; may wait */
    ContentTarget(Executor executor) {
        this.executor = executor;
    }

    final Executor executor() {
        return executor;
    }

    /** Whether the caller's code decides how fast content is taken. */
    boolean paced() {
        return true;
    }

    /** Whether {@link #check} has something to do. */
    boolean needsChecking() {
        return false;
    }

    /** Refuses a target that cannot work, on a disk thread, before anything is sent. */
    void check() throws IOException {}

    /** The head of the answer, before the first content. On the event loop. */
    void begin(Options head) {}

    @Override
    public abstract void write(ByteBuffer content, long position) throws IOException;

    /** All content came and is what was sent: publishes it. On the executor. */
    abstract void finish() throws IOException;

    /**
     * The transfer ended early; any thread. Removes what was written, and wakes a {@link #write} that waits where it can.
     *
     * @param then to be called, by any thread, when that is done
     */
    abstract void abandon(Throwable cause, Runnable then);

    /** The outcome of a transfer whose target failed so. */
    abstract RuntimeException failure(Throwable cause);
}
