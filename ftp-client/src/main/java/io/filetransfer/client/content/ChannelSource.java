package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** The caller's channel, read to its end. A read that waits holds a thread of its own and nothing else. */
public final class ChannelSource extends UploadSource {
    private static final long NAP_NANOS = 1_000_000;

    private final ReadableByteChannel source;
    private volatile boolean stopped;

    public ChannelSource(ReadableByteChannel source, Executor executor) {
        super(executor);
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        while (!stopped) {
            int count = source.read(target);
            if (count != 0) {
                return Math.max(0, count);
            }
            LockSupport.parkNanos(NAP_NANOS); // a channel that does not wait by itself
        }
        throw new IOException("The transfer has ended");
    }

    @Override
    public void stopWaiting() {
        stopped = true;
    }

    @Override
    public FileTransferException failure(Throwable cause) {
        return Failures.local("The source channel", cause instanceof IOException io ? io : new IOException(cause));
    }
}
