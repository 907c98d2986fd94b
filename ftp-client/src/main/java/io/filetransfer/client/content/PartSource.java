package io.filetransfer.client.content;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.codec.body.SerialExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A local file that is read by several bodies at once. What passes by is entered in the {@link UploadState}. The file is
 * closed by the last who uses it.
 */
public final class PartSource {
    private final FileSource file;
    private final UploadState state;
    private final Executor disk;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param file open */
    public PartSource(FileSource file, UploadState state, Executor disk) {
        this.file = file;
        this.state = state;
        this.disk = disk;
    }

    /** For one body's reading. */
    public Executor executor() {
        return new SerialExecutor(disk);
    }

    public BodyReader reader(Range range) {
        users.incrementAndGet();
        return new Reader(range.offset());
    }

    public FileTransferException failure(Throwable cause) {
        return file.failure(cause);
    }

    /** As {@link FileSource#explained}. */
    public Throwable explained(Throwable cause) {
        return file.explained(cause);
    }

    /** The CRC-32C of a range: joined from what was read before, as far as possible. On a disk thread. */
    public Extent read(Range range) throws IOException {
        return state.content(range, file);
    }

    /** What of the wanted ranges is held on the other side, and is as on this side. On a disk thread. */
    public ExtentMap same(List<Extent> held, List<Range> wanted) throws IOException {
        ExtentMap same = new ExtentMap();
        for (Extent there : held) {
            Range range = new Range(there.offset(), there.length());
            if (range.end() > file.size() || read(range).crc32c() != there.crc32c()) {
                continue;
            }
            for (Range part : wanted) {
                long from = Math.max(part.offset(), range.offset());
                long to = Math.min(part.end(), range.end());
                if (from < to) {
                    same.put(read(new Range(from, to - from)));
                }
            }
        }
        file.checkUnchanged();
        return same;
    }

    /** The owner needs it no more; those who read it may still do so. */
    public void close() {
        letGo();
    }

    private void letGo() {
        if (users.decrementAndGet() == 0) {
            file.close();
        }
    }

    private final class Reader implements BodyReader {
        private final long start;
        /** The body so far, up to where it is entered. */
        private Extent entered;

        private Reader(long start) {
            this.start = start;
            this.entered = Extent.at(start);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int limit = target.limit();
            long chunkEnd = state.chunkEnd(position);
            target.limit((int) Math.min(limit, target.position() + chunkEnd - position));
            try {
                return file.read(target, position);
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public void passed(RunningDigest soFar) {
            long position = start + soFar.length();
            if (position < state.chunkEnd(entered.end())) {
                return;
            }
            Extent all = Extent.at(start).plus(soFar.length(), soFar.digest());
            state.enter(all.minus(entered));
            entered = all;
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public Object disk() {
            return file.disk();
        }

        @Override
        public void checkUnchanged() throws IOException {
            file.checkUnchanged();
        }

        @Override
        public void close() {
            letGo();
        }
    }
}
