package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.Commit;
import io.filetransfer.server.storage.Destination;
import io.filetransfer.server.storage.IncomingFile;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** An upload to this machine: a file in staging, which is moved to its name when it is whole. One thread at a time. */
final class LocalUpload implements Upload, IncomingFile {
    /** Bytes of content that are not worth a look, before they come, at whether they can be stored: that comes anyway. */
    private static final int SMALL = 64 << 10;

    /** So often is looked whether there is still room, where some is to stay free. */
    private static final int LOOK = 16 << 20;

    private final Publishing publishing;
    private final Staging staging;
    private final Destination destination;
    private final Path staged;
    private final FileChannel channel;

    private long length;
    private long lookedAt;

    /** Whether the staged file may still be there: neither moved away nor removed. */
    private boolean open = true;

    /**
     * As {@link Storage#begin}.
     *
     * @param since looks at directories count that began after that
     */
    static LocalUpload begin(Publishing publishing, DataKeeper data, Destination destination, long size, long since)
            throws StorageException {
        if (destination.target().isRoot()) {
            throw DiskFailures.notAFile();
        }
        Root root = publishing.root();
        try {
            if (size < 0 || size > SMALL) {
                publishing.requirePossible(destination);
            }
            try (ChangedDirectory place = root.deepest(destination.target().parent(), since)) {
                return data.inStaging(place.top(), staging -> {
                    requireRoom(staging, size);
                    return new LocalUpload(publishing, staging, destination);
                });
            }
        } catch (IOException e) {
            throw root.told(e);
        }
    }

    /** @param size to come, or less than 0 */
    private static void requireRoom(Staging staging, long size) throws StorageException {
        if (size <= SMALL && !staging.keepsFree()) {
            return;
        }
        if (Math.max(1, size) > staging.room()) {
            throw new StorageException(ErrorCode.INSUFFICIENT_STORAGE, "There is no room for that much.");
        }
    }

    private LocalUpload(Publishing publishing, Staging staging, Destination destination) throws IOException {
        this.publishing = publishing;
        this.staging = staging;
        this.destination = destination;
        this.staged = Staging.newName();
        this.channel = staging.newFile(staged);
    }

    @Override
    public void append(ByteBuffer content) throws StorageException {
        transfer(content.remaining(), () -> publishing.disk().writeAll(channel, content, length));
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
        requireOpen();
        try {
            fill.run();
            length += count;
            if (length - lookedAt >= LOOK && staging.keepsFree()) {
                lookedAt = length;
                requireRoom(staging, 0);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void extend() throws StorageException {
        transfer(0, () -> {
            if (channel.size() < length) {
                publishing.disk().writeAll(channel, ByteBuffer.allocate(1), length - 1);
            }
        });
    }

    /** Bytes that have come. */
    long length() {
        return length;
    }

    @Override
    public Attributes commit(Commit commit) throws StorageException {
        return commit(commit, whole -> {});
    }

    Attributes commit(Commit commit, Publication.Intent intent) throws StorageException {
        requireOpen();
        Publication publication = new Publication(publishing, staging, staged, channel);
        try {
            return publication.publish(destination, commit, intent);
        } catch (IOException e) {
            open = !publication.moved();
            throw failed(e);
        } finally {
            open = open && !publication.moved();
            if (!open) {
                staging.close();
            }
        }
    }

    private void requireOpen() throws StorageException {
        if (!open) {
            throw new StorageException(ErrorCode.INTERNAL, "The upload has ended.");
        }
    }

    /** A failed upload is over: what the kernel made of a failed write or sync is not known, so it is not tried again. */
    private StorageException failed(IOException failure) {
        boolean lost = open && !isStaged();
        close();
        StorageException told = publishing.root().told(failure);
        return lost && told.code() == ErrorCode.NOT_FOUND
                ? new StorageException(
                        ErrorCode.STORAGE_FAILED,
                        "The server's own directory was removed while the content came; send it again.",
                        failure)
                : told;
    }

    private boolean isStaged() {
        try {
            return staging.directory().lookOrNull(staged) != null;
        } catch (IOException unknown) {
            return true;
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            discard();
        }
        staging.close();
    }

    private void discard() {
        try {
            channel.close();
        } catch (IOException discarded) {
            // Its content is thrown away.
        }
        try {
            staging.directory().deleteFile(staged);
        } catch (IOException leftForTheNextStart) {
            // Nobody sees it, and the next start of the server removes it.
        }
    }
}
