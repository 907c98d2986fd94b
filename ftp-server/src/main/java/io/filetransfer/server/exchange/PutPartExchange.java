package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodyWriter;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * PUT of one part of an upload. While content comes in, what is there is synced and noted now and then, so that a broken
 * connection or a killed server costs little; a sync runs beside the lane, which goes on writing.
 */
public final class PutPartExchange extends StoringExchange {
    /** A sync of so much takes a good disk some tens of milliseconds; less would sync all the time at full speed. */
    public static final long CHECKPOINT_BYTES = 64L << 20;

    /** What a slow connection loses at most, in time; more often would sync for next to nothing. */
    static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long offset;
    private final long size;
    /** As announced, or -1. */
    private final long length;

    private final StorageWriter writer;

    /** Whether a checkpoint runs, or is about to, beside the lane. */
    private final AtomicBoolean underWay = new AtomicBoolean();

    // Of the lane.
    private long lastLength;
    private long lastTime;

    /** Held through checkpoints; guards what follows. */
    private final Object checkpoints = new Object();

    private Part part;
    /** Up to where content was in a checkpoint. */
    private Extent noted;

    PutPartExchange(ServedRequest asked, SafePath path) {
        super(asked, path);
        this.offset = request.options().get(Option.OFFSET, 0L);
        this.size = request.options().get(Option.SIZE, -1L);
        this.length = request.options().get(Option.LENGTH, -1L);
        this.writer = new Writer(offset);
    }

    /** Parts get no name, so only their own upload matters. */
    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        if (earlier instanceof PutPartExchange other && sameUpload(earlier)) {
            return offset >= other.limit() || other.offset >= limit();
        }
        return earlier instanceof StoringExchange && !sameUpload(earlier);
    }

    /** Where the part ends at the latest. */
    private long limit() {
        return length >= 0 && length <= Long.MAX_VALUE - offset ? offset + length : Math.max(offset, size);
    }

    @Override
    long stored(Options reply) {
        return reply.get(Option.LENGTH, 0L);
    }

    @Override
    RequestEnd.Form form() {
        return RequestEnd.Form.PART;
    }

    @Override
    BodyWriter writer() {
        return writer;
    }

    @Override
    long offset() {
        return offset;
    }

    @Override
    long declared() {
        return length;
    }

    @Override
    void open() throws StorageException {
        if (size < 0) {
            throw new StorageException(ErrorCode.BAD_REQUEST, "A part needs the size of the whole file.");
        }
        if (algorithm != DigestAlgorithm.CRC32C) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "The digest of a part is a CRC-32C.");
        }
        requireAllowed(size);
        if (offset > size) {
            throw new StorageException(ErrorCode.OFFSET_MISMATCH, "The part does not lie within the file's size.");
        }
        Part opened = opened(context.storage(principal).parts());
        synchronized (checkpoints) {
            part = opened;
            noted = Extent.at(offset);
        }
        lastTime = System.nanoTime();
        writer.open(opened);
    }

    private Part opened(Parts parts) throws StorageException {
        UploadId id = upload().orElse(null);
        WaitingUploads waiting = context.waiting();
        if (!waiting.begin(principal.user(), id, parts)) {
            throw new StorageException(
                    ErrorCode.BUSY,
                    "This user has too many uploads in parts open; commit or abort some, or try again later.");
        }
        boolean opened = false;
        try {
            Part part = parts.open(id, path, size, offset, length >= 0 ? length : size - offset, durability());
            opened = true;
            return part;
        } finally {
            waiting.end(principal.user(), id, opened);
        }
    }

    @Override
    boolean keepsCutBody() {
        return true;
    }

    /** What came is as good as if the connection still stood: it is kept. */
    @Override
    void cut(RunningDigest written) {
        try {
            checkpoint(written.length(), crc(written.digest()));
        } catch (StorageException e) {
            // Then less is kept.
        } finally {
            close();
        }
    }

    @Override
    void damaged(StorageException why) {
        synchronized (checkpoints) {
            guarded(() -> {
                part.reject();
                answer(Answer.of(failure(why)));
            });
        }
        close();
    }

    @Override
    void fail(Throwable cause) {
        answer(Answer.of(failure(cause)));
        onDisk(this::close); // after what the lane still writes
    }

    @Override
    void whole(long length, Digest digest) {
        try {
            long asked = clock.now();
            context.disk().execute(() -> {
                clock.begin(asked);
                guarded(() -> acknowledge(length, digest));
                close();
            });
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    private void acknowledge(long length, Digest digest) throws StorageException {
        checkpoint(length, crc(digest));
        clock.sync();
        Options held = Options.NONE
                .with(Option.OFFSET, offset)
                .with(Option.LENGTH, length)
                .with(Option.DIGEST, digest)
                .with(Option.DURABILITY, durability());
        answer(Answer.of(new Reply(withTimes(held, sink().clock()))));
    }

    /** Content was written, on the lane: makes a checkpoint if it is time for one. */
    private void written(RunningDigest soFar) throws StorageException {
        long now = System.nanoTime();
        if (soFar.length() - lastLength < CHECKPOINT_BYTES && now - lastTime < CHECKPOINT_NANOS) {
            return;
        }
        lastLength = soFar.length();
        lastTime = now;
        long length = soFar.length();
        int crc = crc(soFar.digest());
        if (!underWay.compareAndSet(false, true)) {
            checkpoint(length, crc); // the one before is not done: content waits for the disk
            return;
        }
        try {
            context.disk().execute(() -> checkpointBeside(length, crc));
        } catch (RejectedExecutionException e) {
            underWay.set(false);
            throw e;
        }
    }

    private void checkpointBeside(long length, int crc) {
        try {
            checkpoint(length, crc);
        } catch (StorageException e) {
            sink().drop();
            fail(e);
        } finally {
            underWay.set(false);
        }
    }

    /** @param crc of the part's first {@code length} bytes */
    private void checkpoint(long length, int crc) throws StorageException {
        synchronized (checkpoints) {
            if (part == null || length < noted.length()) {
                return;
            }
            Extent all = new Extent(offset, length, crc);
            part.checkpoint(all.end(), all.minus(noted).crc32c());
            noted = all;
        }
    }

    private static int crc(Digest digest) {
        return ByteBuffer.wrap(digest.bytes()).getInt();
    }

    private Durability durability() {
        return context.durability();
    }

    private void close() {
        synchronized (checkpoints) {
            if (part != null) {
                part.close();
                part = null;
            }
        }
    }

    /** Makes checkpoints on the way. */
    private final class Writer extends StorageWriter {
        Writer(long offset) {
            super(offset);
        }

        @Override
        public void written(RunningDigest soFar) throws IOException {
            PutPartExchange.this.written(soFar);
        }
    }
}
