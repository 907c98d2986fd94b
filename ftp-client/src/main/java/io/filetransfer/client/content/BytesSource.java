package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** The caller's bytes, which are not copied. They can be sent again, like a file. */
public final class BytesSource extends UploadSource {
    private final byte[] content;
    private End end;

    public BytesSource(byte[] content, Executor executor) {
        super(executor);
        this.content = content;
    }

    @Override
    public boolean needsOpening() {
        return true;
    }

    @Override
    public void open(DigestAlgorithm algorithm, int inMemory) {
        if (content.length <= inMemory) {
            RunningDigest digest = new RunningDigest(algorithm);
            digest.update(ByteBuffer.wrap(content));
            end = new End(content.length, digest.digest());
        }
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public ByteBuf takeContent() {
        return end == null ? null : Unpooled.wrappedBuffer(content);
    }

    @Override
    public End contentEnd() {
        return end;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public UploadSource again() {
        return new BytesSource(content, executor());
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int count = Math.min(target.remaining(), content.length - (int) position);
        target.put(content, (int) position, count);
        return count;
    }

    @Override
    public FileTransferException failure(Throwable cause) {
        return Failures.local("The source bytes", cause instanceof IOException io ? io : new IOException(cause));
    }
}
