package io.filetransfer.server.quota;

import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import io.filetransfer.server.user.Quota;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** An upload that has room reserved: all of it if its size was told, else more and more as it comes. */
final class QuotaUpload implements Upload {
    /** Reserved at once, so that not each piece of content asks. */
    private static final long STEP = 1 << 20;

    private final Upload upload;
    private final Account.Reservation reservation;
    private final Quota quota;
    private final Parts parts;
    private final boolean sized;
    private long reserved;
    private long length;

    /** @param size -1 if it was not told; no more than it will come */
    QuotaUpload(Upload upload, Account.Reservation reservation, Quota quota, Parts parts, long size) {
        this.upload = upload;
        this.reservation = reservation;
        this.quota = quota;
        this.parts = parts;
        this.sized = size >= 0;
        this.reserved = Math.max(0, size);
        this.length = reserved;
    }

    @Override
    public void append(ByteBuffer content) throws StorageException {
        comes(content.remaining());
        upload.append(content);
    }

    private void comes(long bytes) throws StorageException {
        if (sized) {
            return;
        }
        long needed = length + bytes - reserved;
        if (needed > 0) {
            reserved += reserve(needed);
        }
        length += bytes;
    }

    /** The last step before the end of the quota may be a small one. */
    private long reserve(long needed) throws StorageException {
        try {
            long step = Math.max(STEP, needed);
            reservation.grow(quota, parts, step);
            return step;
        } catch (StorageException noRoomForAStep) {
            reservation.grow(quota, parts, needed);
            return needed;
        }
    }

    @Override
    public Optional<IncomingFile> file() {
        return sized ? upload.file() : upload.file().map(Growing::new);
    }

    @Override
    public Attributes commit(Commit commit) throws StorageException {
        reservation.publishing(length);
        try {
            return upload.commit(commit);
        } finally {
            reservation.release();
        }
    }

    @Override
    public void close() {
        upload.close();
        reservation.release();
    }

    private final class Growing implements IncomingFile {
        private final IncomingFile file;

        Growing(IncomingFile file) {
            this.file = file;
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public void transfer(long count, Fill fill) throws StorageException {
            comes(count);
            file.transfer(count, fill);
        }

        @Override
        public void extend() throws StorageException {
            file.extend();
        }
    }
}
