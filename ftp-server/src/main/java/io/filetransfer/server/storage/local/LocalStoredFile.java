package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.storage.Attributes;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A file of this machine, open for reading. Everything it says comes from the open descriptor, nothing from a name. */
final class LocalStoredFile implements StoredFile {
    /** How often a file is opened again that others replace. */
    private static final int ATTEMPTS = 100;

    private final FileChannel channel;
    private final Snapshot opened;
    private final StoredDigests digests;
    private final Attributes attributes;
    private final Disk disk;

    /** The file opened once more, for {@link #readFromDisk}; null until then, and where it is not possible. */
    private FileChannel direct;

    private boolean directRefused;
    /** As it was read last; null before. */
    private KeptDigest kept;

    /** @param channel taken over */
    LocalStoredFile(FileChannel channel, Snapshot opened, StoredDigests digests, Disk disk) {
        this.channel = channel;
        this.opened = opened;
        this.digests = digests;
        this.attributes = opened.attributes();
        this.disk = disk;
    }

    /** @throws StorageException NOT_A_FILE for anything else; pipes are not waited for */
    static LocalStoredFile open(Directory parent, Path name, StoredDigests digests) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Snapshot seen = parent.look(name);
            if (seen.kind() != Kind.FILE) {
                throw DiskFailures.notAFile();
            }
            FileChannel channel = parent.openFile(name);
            try {
                Snapshot opened = Inspector.opened(channel, seen.key());
                if (opened.kind() == Kind.FILE) {
                    return new LocalStoredFile(channel, opened, digests, parent.disk());
                }
            } catch (NoSuchFileException replacedMeanwhile) {
                if (attempt == ATTEMPTS) {
                    channel.close();
                    throw replacedMeanwhile;
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public Object disk() {
        return opened.device();
    }

    @Override
    public Optional<Digest> storedDigest() {
        kept = digests.of(channel, opened);
        return kept.digest();
    }

    @Override
    public boolean hasOtherLength() {
        return (kept == null ? digests.of(channel, opened) : kept).otherLength();
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        if (position > Long.MAX_VALUE - target.remaining()) {
            return 0;
        }
        int start = target.position();
        try {
            while (target.hasRemaining()) {
                int count = disk.read(channel, target, position + target.position() - start);
                if (count < 0) {
                    break;
                }
            }
            return target.position() - start;
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    @Override
    public int readFromDisk(ByteBuffer target, long position) throws StorageException {
        if (!directRefused && openedDirectly()) {
            int start = target.position();
            try {
                return Math.max(0, disk.read(direct, target, position));
            } catch (IOException e) {
                if (!isRefusal(e)) {
                    throw DiskFailures.of(e); // the page cache may still have what the disk has lost
                }
                directRefused = true;
                target.position(start);
            }
        }
        return read(target, position);
    }

    private boolean openedDirectly() {
        try {
            if (direct == null) {
                direct = disk.openDirect(Inspector.path(channel, opened.key()));
            }
        } catch (IOException | UnsupportedOperationException notOnThisFileSystem) {
            directRefused = true;
        }
        return !directRefused;
    }

    /** EINVAL, or the JDK's own look at the position, which is unaligned after a short read. */
    private static boolean isRefusal(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        return text.contains("Invalid argument") || text.contains("not a multiple of the block size");
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(channel);
    }

    /**
     * As seen by size and time of modification. The time of change is left out: it moves also when the name is replaced,
     * renamed or removed, and then the content that is open here is still the same.
     */
    @Override
    public boolean changed() throws StorageException {
        try {
            return !Inspector.opened(channel, opened.key()).hasContentOf(opened);
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** Whether neither content nor attributes were changed after {@code time}, nor since it was opened. */
    boolean untouchedSince(Instant time) throws StorageException {
        return opened.changed().toInstant().isBefore(time) && untouched();
    }

    private boolean untouched() throws StorageException {
        try {
            Snapshot now = Inspector.opened(channel, opened.key());
            return now.hasContentOf(opened) && now.changed().equals(opened.changed());
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /**
     * Stores the digest of the content that was opened. Moves the time of change, and so the version.
     *
     * @throws StorageException CHANGED if it may be of other content; DENIED when it cannot be stored
     */
    void keep(Digest digest) throws StorageException {
        if (!untouched()) {
            throw new StorageException(ErrorCode.CHANGED, "The file changed while it was read.");
        }
        try {
            if (!digests.keep(channel, digest, opened)) {
                throw new StorageException(ErrorCode.DENIED, "Its digest can be stored neither with it nor elsewhere.");
            }
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    /** Tells the kept digests that this file is still there. */
    void noteSeen() {
        digests.seen(opened);
    }

    @Override
    public void close() {
        try (channel) {
            if (direct != null) {
                direct.close();
            }
        } catch (IOException onlyRead) {
            // The descriptors are gone either way, and nothing was written through them.
        }
    }
}
