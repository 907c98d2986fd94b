package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.UploadId;
import io.filetransfer.codec.body.BodyWriter;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Content of an upload that is held before all of it is there. While it comes in, what is there is synced and noted now and
 * then, so that a broken connection or a killed server costs little; a sync runs beside the lane, which goes on writing.
 */
abstract class PartExchange extends StoringExchange {
    /** What a slow connection loses at most, in time; more often would sync for next to nothing. */
    static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(5);

    final long offset;

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

    /** @param offset of the first byte in the whole file */
    PartExchange(ServedRequest asked, SafePath path, long offset) {
        super(asked, path);
        this.offset = offset;
        this.writer = new Writer(offset);
    }

    /** Opens what the content goes to; on the lane, before any content. */
    abstract Part openPart() throws IOException;

    /** All of the content is written, and is what was sent: it is to be held, and answered. On a disk thread. */
    abstract void acknowledge(long length, Digest digest) throws StorageException;

    /** Whether content counts that was not compared with what its sender says of it. */
    boolean countsEarly() {
        return true;
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
    final void open() throws IOException {
        Part opened = openPart();
        synchronized (checkpoints) {
            part = opened;
            noted = Extent.at(offset);
        }
        lastTime = System.nanoTime();
        writer.open(opened);
    }

    /**
     * @param opening opens the part, with the first one of an upload that
     * @throws StorageException also BUSY if the user has too many uploads
     */
    final Part counted(UploadId id, Parts parts, Opening opening) throws IOException {
        WaitingUploads waiting = context.waiting();
        if (!waiting.begin(principal.user(), id, parts)) {
            throw new StorageException(
                    ErrorCode.BUSY,
                    "This user has too many uploads in parts open; commit or abort some, or try again later.");
        }
        boolean opened = false;
        try {
            Part part = opening.open();
            opened = true;
            return part;
        } finally {
            waiting.end(principal.user(), id, opened);
        }
    }

    /** Opens a part. */
    interface Opening {
        Part open() throws IOException;
    }

    @Override
    boolean keepsCutBody() {
        return true;
    }

    /** What came is as good as if the connection still stood: it is kept. */
    @Override
    void cut(RunningDigest written) {
        try {
            if (countsEarly()) {
                checkpoint(written.length(), written.digest());
            }
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

    /** Content was written, on the lane: makes a checkpoint if it is time for one. */
    private void written(RunningDigest soFar) throws StorageException {
        long now = System.nanoTime();
        boolean small = soFar.length() - lastLength < PutPartExchange.CHECKPOINT_BYTES;
        if (!countsEarly() || small && now - lastTime < CHECKPOINT_NANOS) {
            return;
        }
        lastLength = soFar.length();
        lastTime = now;
        long length = soFar.length();
        Digest digest = soFar.digest();
        if (!underWay.compareAndSet(false, true)) {
            checkpoint(length, digest); // the one before is not done: content waits for the disk
            return;
        }
        try {
            context.disk().execute(() -> checkpointBeside(length, digest));
        } catch (RejectedExecutionException e) {
            underWay.set(false);
            throw e;
        }
    }

    private void checkpointBeside(long length, Digest digest) {
        try {
            checkpoint(length, digest);
        } catch (StorageException e) {
            sink().drop();
            fail(e);
        } finally {
            underWay.set(false);
        }
    }

    /**
     * The content up to there is held from now on.
     *
     * @param digest of the part's first {@code length} bytes, a CRC-32C
     */
    final void checkpoint(long length, Digest digest) throws StorageException {
        synchronized (checkpoints) {
            if (part == null || length < noted.length()) {
                return;
            }
            Extent all = Extent.at(offset).plus(length, digest);
            part.checkpoint(all.end(), all.minus(noted).crc32c());
            noted = all;
        }
    }

    final Durability durability() {
        return context.durability();
    }

    /** The part is not written to any more. */
    final void close() {
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
            PartExchange.this.written(soFar);
        }
    }
}
