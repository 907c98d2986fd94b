package io.filetransfer.codec.body;

import io.filetransfer.codec.RunningDigest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Content that went to a file past memory is read from there, still warm, for its digest: by a thread that has nothing to
 * do, while the one that writes goes on, or by that one when it needs the digest before anybody has begun. So it never
 * waits for a thread, only for reading that is under way.
 */
final class ReadBack {
    /** Read at once, in bytes: stays in the processor's cache. */
    static final int STEP = 256 << 10;

    private final FileChannel file;
    private final long position;
    private final int length;
    private final RunningDigest digest;
    private final MemoryBudget memory;
    private final FutureTask<List<Zeros>> reading = new FutureTask<>(this::read);

    /** @param digest nobody else's until {@link #finish} */
    ReadBack(FileChannel file, long position, int length, RunningDigest digest, MemoryBudget memory) {
        this.file = file;
        this.position = position;
        this.length = length;
        this.digest = digest;
        this.memory = memory;
    }

    /** Lets another thread do it, if one is free before it is needed. */
    void beginOn(Executor threads) {
        try {
            threads.execute(reading);
        } catch (RejectedExecutionException e) {
            // whoever needs it reads
        }
    }

    /**
     * The digest has all of it after this.
     *
     * @return steps that are nothing but zeros
     */
    List<Zeros> finish() throws IOException {
        reading.run(); // nothing if another thread has begun
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while content was read back", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private List<Zeros> read() throws IOException {
        List<Zeros> zeros = List.of();
        int step = memory.borrow(STEP);
        ByteBuf scratch = null;
        try {
            scratch = ByteBufAllocator.DEFAULT.directBuffer(step);
            for (int done = 0; done < length; ) {
                ByteBuffer read = scratch.internalNioBuffer(0, Math.min(length - done, step));
                int start = read.position();
                int count = file.read(read, position + done);
                if (count <= 0) {
                    throw new IOException("The file ended before what was written to it");
                }
                read.limit(start + count).position(start);
                if (Zeros.are(read)) {
                    zeros = zeros.isEmpty() ? new ArrayList<>() : zeros;
                    zeros.add(new Zeros(position + done, count));
                }
                digest.update(read);
                done += count;
            }
            return zeros;
        } finally {
            ReferenceCountUtil.release(scratch);
            memory.give(step);
        }
    }
}
