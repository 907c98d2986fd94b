package io.filetransfer.client;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** The caller's bytes, which are not copied. They can be sent again, like a file. */
final class BytesSource extends UploadSource {
    private final byte[] content;
    private End end;

    BytesSource(byte[] content, Executor executor) {
        super(executor);
        this.content = content;
    }

    @Override
    boolean needsOpening() {
        return true;
    }

    @Override
    void open(DigestAlgorithm algorithm, int inMemory) {
        if (content.length <= inMemory) {
            RunningDigest digest = new RunningDigest(algorithm);
            digest.update(ByteBuffer.wrap(content));
            end = new End(content.length, digest.digest());
        }
    }

    @Override
    long size() {
        return content.length;
    }

    @Override
    ByteBuf takeContent() {
        return end == null ? null : Unpooled.wrappedBuffer(content);
    }

    @Override
    End contentEnd() {
        return end;
    }

    @Override
    boolean repeatable() {
        return true;
    }

    @Override
    UploadSource again() {
        return new BytesSource(content, executor());
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int count = Math.min(target.remaining(), content.length - (int) position);
        target.put(content, (int) position, count);
        return count;
    }

    @Override
    FileTransferException failure(Throwable cause) {
        return Failures.local("The source bytes", cause instanceof IOException io ? io : new IOException(cause));
    }
}
