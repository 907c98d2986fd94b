package io.filetransfer.client.content;

import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;

/** Content that is kept in memory, up to a limit. Grows with what has come, not with what was announced. */
public final class BytesTarget extends ContentTarget {
    private static final int FIRST = 8 << 10;

    private final String name;
    private final int limit;
    private byte[] content = new byte[0];
    private int length;

    public BytesTarget(String name, int limit, Executor executor) {
        super(executor);
        this.name = name;
        this.limit = limit;
    }

    /** All that came, once the transfer has ended well. */
    public byte[] content() {
        return Arrays.copyOf(content, length);
    }

    @Override
    public boolean paced() {
        return false;
    }

    @Override
    public boolean rewinds() {
        return true;
    }

    @Override
    public void rewind() throws IOException {
        super.rewind();
        length = 0;
    }

    @Override
    public void write(ByteBuffer bytes, long position) {
        long end = position + bytes.remaining();
        if (end > limit) {
            throw Failures.of(ErrorCode.TOO_LARGE, name, "The content is longer than " + limit + " bytes");
        }
        if (end > content.length) {
            long room = Math.max(end, Math.max(FIRST, 2L * content.length));
            content = Arrays.copyOf(content, (int) Math.min(limit, room));
        }
        bytes.get(content, (int) position, bytes.remaining());
        length = (int) end;
    }

    @Override
    public void finish() {}

    @Override
    public void abandon(Throwable cause, Runnable then) {
        then.run();
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause);
    }
}
