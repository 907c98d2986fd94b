package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** The caller's channel. A write that waits holds a thread of its own and nothing else. */
public final class ChannelTarget extends ContentTarget {
    private static final long NAP_NANOS = 1_000_000;

    private final WritableByteChannel target;
    private final Flushable buffer;
    private volatile boolean stopped;

    /** @param buffer between the channel and where content goes; flushed at the end */
    public ChannelTarget(WritableByteChannel target, Flushable buffer, Executor executor) {
        super(executor);
        this.target = target;
        this.buffer = buffer;
    }

    @Override
    public void write(ByteBuffer content, long position) throws IOException {
        while (content.hasRemaining() && !stopped) {
            if (target.write(content) == 0) {
                LockSupport.parkNanos(NAP_NANOS); // a channel that does not wait by itself
            }
        }
    }

    @Override
    public void finish() throws IOException {
        buffer.flush();
    }

    @Override
    public void abandon(Throwable cause, Runnable then) {
        stopped = true;
        then.run();
    }

    @Override
    public FileTransferException failure(Throwable cause) {
        return Failures.local("The target channel", cause instanceof IOException io ? io : new IOException(cause));
    }
}
