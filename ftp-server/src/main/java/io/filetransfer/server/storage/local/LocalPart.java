package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.Part;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A part of an upload to this machine. It has the upload's file open for itself, so that a failed sync is reported to
 * each part that has written before it.
 *
 * <p>Its lock is held while something is written: whoever fences it off waits for that, and nothing of it comes after.
 */
final class LocalPart implements Part, IncomingFile {
    /** The upload, whose account of what is held all parts of it share. */
    interface Collector {
        /** Before the range is written by {@code part}: nothing in it is held any more. */
        void clear(LocalPart part, long offset, long length) throws IOException;

        /** Content of {@code part} is synced: it is held from now on. */
        void hold(LocalPart part, Extent range, Durability durability) throws IOException;

        /** Some of the content is there. */
        void comes();

        void closed(LocalPart part);
    }

    private final Collector upload;
    private final FileChannel channel;
    private final Disk disk;
    private final long offset;
    private final long length;
    private final Durability durability;

    /** Where the next byte goes; of the thread that appends, as is what follows. */
    private long position;

    private boolean cleared;

    /** Of the thread that makes checkpoints. */
    private long checkpoint;

    private volatile boolean fenced;
    private volatile boolean failed;

    /** @param channel taken over */
    LocalPart(Collector upload, FileChannel channel, Disk disk, long offset, long length, Durability durability) {
        this.upload = upload;
        this.channel = channel;
        this.disk = disk;
        this.offset = offset;
        this.length = length;
        this.durability = durability;
        this.position = offset;
        this.checkpoint = offset;
    }

    boolean overlaps(long otherOffset, long otherLength) {
        return offset < otherOffset + otherLength && otherOffset < offset + length;
    }

    /** No write and no checkpoint of this part comes after this. The caller holds the upload's lock. */
    void fence() {
        synchronized (this) {
            fenced = true;
        }
    }

    @Override
    public void append(ByteBuffer content) throws StorageException {
        transfer(content.remaining(), () -> disk.writeAll(channel, content, position));
    }

    @Override
    public Optional<IncomingFile> file() {
        return Optional.of(this);
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void transfer(long count, Fill fill) throws StorageException {
        try {
            if (count > length - (position - offset)) {
                throw new StorageException(ErrorCode.LENGTH_EXCEEDED, "More content came than the part has room for.");
            }
            if (!cleared) {
                upload.clear(this, offset, length);
                cleared = true;
            }
            synchronized (this) {
                requireUsable();
                fill.run();
            }
            position += count;
            upload.comes();
        } catch (IOException e) {
            failed = true;
            throw DiskFailures.of(e);
        }
    }

    @Override
    public void extend() throws StorageException {
        try {
            extend(position);
        } catch (IOException e) {
            failed = true;
            throw DiskFailures.of(e);
        }
    }

    @Override
    public void checkpoint(long end, int crc32c) throws StorageException {
        requireUsable();
        if (end == checkpoint) {
            return;
        }
        try {
            extend(end);
            if (durability == Durability.SYNCED) {
                disk.sync(channel);
            }
            upload.hold(this, new Extent(checkpoint, end - checkpoint, crc32c), durability);
            checkpoint = end;
        } catch (IOException e) {
            failed = true;
            throw DiskFailures.of(e);
        }
    }

    /** Makes the file no longer than that. Before any content. */
    void cut(long size) throws IOException {
        if (channel.size() > size) {
            disk.truncate(channel, size);
        }
    }

    /** Zeros at the end were left out. */
    private synchronized void extend(long end) throws IOException {
        requireUsable();
        if (channel.size() < end) {
            disk.writeAll(channel, ByteBuffer.allocate(1), end - 1);
        }
    }

    @Override
    public void reject() throws StorageException {
        try {
            upload.clear(this, offset, checkpoint - offset);
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** After a failure nothing is known of what was written since the last checkpoint. */
    void requireUsable() throws StorageException {
        if (fenced) {
            throw new StorageException(
                    ErrorCode.CANCELLED, "The upload was ended, or a newer part took this range over.");
        }
        if (failed) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, "The part has failed.");
        }
    }

    @Override
    public void close() {
        upload.closed(this);
        try {
            channel.close();
        } catch (IOException nothingDependsOnIt) {
            // What is held was synced before.
        }
    }
}
