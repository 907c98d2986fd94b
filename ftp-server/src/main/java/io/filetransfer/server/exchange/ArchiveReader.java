package io.filetransfer.server.exchange;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.server.archive.ArchiveEntry;
import io.filetransfer.server.archive.ArchiveWriter;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredCheck;
import io.filetransfer.server.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Feeds a body with an archive that is made while it is read: one file is open at a time, and of its content no more is in
 * memory than the body asks for. Each file is compared with its stored digest. What cannot be read, or changes while it is,
 * ends the body in a failure: an archive that comes to its end has all that it says.
 */
final class ArchiveReader implements BodyReader {
    private static final int PERMISSIONS = 0777;

    private final Storage storage;
    private final ArchiveWalk walk;
    private final ArchiveWriter writer;

    /** Bytes of the archive that come next, before those of the open file. */
    private ByteBuffer pending = ByteBuffer.allocate(0);

    private StoredFileReader file;
    private long position;
    private long size;
    private final CRC32 crc = new CRC32();
    private boolean walked;

    /** @param walk taken over, as is {@code writer} */
    ArchiveReader(Storage storage, ArchiveWalk walk, ArchiveWriter writer) {
        this.storage = storage;
        this.walk = walk;
        this.writer = writer;
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        int start = target.position();
        try {
            while (target.hasRemaining() && (pending.hasRemaining() || file != null || advance())) {
                if (pending.hasRemaining()) {
                    int some = Math.min(pending.remaining(), target.remaining());
                    target.put(pending.slice().limit(some));
                    pending.position(pending.position() + some);
                } else if (file != null) {
                    content(target);
                }
            }
        } catch (ArchiveWriter.NoRoomException e) {
            throw new StorageException(
                    ErrorCode.BUSY, "A zip of so many files takes more memory than there is; tar takes none.");
        }
        return target.position() - start;
    }

    /** Goes on to the next entry, or piece of the end; false when the archive is whole. */
    private boolean advance() throws IOException, ArchiveWriter.NoRoomException {
        ArchiveWalk.Found found = walked ? null : walk.next();
        while (found != null && !begin(found)) {
            found = walk.next();
        }
        walked |= found == null;
        if (walked) {
            byte[] next = writer.next();
            pending = ByteBuffer.wrap(next == null ? new byte[0] : next);
            return next != null;
        }
        return true;
    }

    /** False if it went meanwhile. */
    private boolean begin(ArchiveWalk.Found found) throws IOException, ArchiveWriter.NoRoomException {
        if (found.isDirectory()) {
            byte[] head = writer.begin(entry(found, found.attributes()));
            byte[] end = writer.end(0);
            pending = ByteBuffer.allocate(head.length + end.length)
                    .put(head)
                    .put(end)
                    .flip();
            return true;
        }
        StoredFile opened;
        try {
            opened = storage.open(found.path());
        } catch (StorageException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_A_FILE) {
                return false;
            }
            throw e;
        }
        boolean handedOn = false;
        try {
            Digest stored = StoredCheck.stored(opened).orElse(Digest.NONE);
            StoredCheck check = stored.algorithm() == DigestAlgorithm.NONE ? null : new StoredCheck(opened, stored);
            pending = ByteBuffer.wrap(writer.begin(entry(found, opened.attributes())));
            file = new StoredFileReader(opened, null, check);
            handedOn = true;
        } finally {
            if (!handedOn) {
                opened.close();
            }
        }
        size = opened.attributes().size();
        position = 0;
        crc.reset();
        return true;
    }

    /** Bits that let a program run as another user are left out. */
    private static ArchiveEntry entry(ArchiveWalk.Found found, Attributes attributes) {
        return new ArchiveEntry(
                found.name(),
                found.isDirectory(),
                found.isDirectory() ? 0 : attributes.size(),
                attributes.modified(),
                attributes.mode() & PERMISSIONS);
    }

    private void content(ByteBuffer target) throws IOException, ArchiveWriter.NoRoomException {
        if (position == size) {
            file.checkUnchanged();
            file.close();
            file = null;
            pending = ByteBuffer.wrap(writer.end((int) crc.getValue()));
            return;
        }
        int start = target.position();
        int limit = target.limit();
        target.limit((int) Math.min(limit, start + (size - position)));
        int count = file.read(target, position);
        target.limit(limit);
        if (count == 0) {
            throw new StorageException(ErrorCode.CHANGED, "A file became shorter while it was sent; ask again.");
        }
        crc.update(target.duplicate().flip().position(start));
        position += count;
    }

    @Override
    public FileChannel channel() {
        return null;
    }

    @Override
    public void checkUnchanged() {
        // of each file it was checked when it had passed
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
        walk.close();
        writer.close();
    }
}
