package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/** An upload to this machine: a file in staging, which is moved to its name when it is whole. One thread at a time. */
final class LocalUpload implements Upload {
    /** How often missing parents are made again that others remove all the time. */
    private static final int ATTEMPTS = 16;

    private final LocalStorage storage;
    private final SafePath target;
    private final boolean parents;
    private final Expectation expectation;
    private final Path staged;
    private final FileChannel channel;

    /** Whether the staged file may still be there: neither moved away nor removed. */
    private boolean open = true;

    LocalUpload(LocalStorage storage, SafePath target, boolean parents, Expectation expectation) throws IOException {
        this.storage = storage;
        this.target = target;
        this.parents = parents;
        this.expectation = expectation;
        this.staged = Staging.newName();
        this.channel = storage.staging().newFile(staged);
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(channel);
    }

    @Override
    public void write(ByteBuffer content, long position) throws StorageException {
        requireOpen();
        int start = content.position();
        try {
            while (content.hasRemaining()) {
                storage.disk().write(channel, content, position + content.position() - start);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Attributes commit(Digest digest, Instant modified, Integer mode, Durability durability)
            throws StorageException {
        requireOpen();
        try {
            return publish(finishFile(digest, modified, mode, durability), durability);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @return the file as it is going to be under its name, but for permissions and the time of change */
    private Snapshot finishFile(Digest digest, Instant modified, Integer mode, Durability durability)
            throws IOException {
        Staging staging = storage.staging();
        if (modified != null) {
            staging.setModified(staged, FileTime.from(modified));
        }
        // The time is looked up even if it was just set: the file system may have rounded or clamped it.
        Snapshot whole = staging.directory().look(staged);
        if (storage.keepsDigests() && digest.algorithm() != DigestAlgorithm.NONE) {
            staging.setDigest(staged, digest, whole);
        }
        staging.setMode(staged, mode == null ? storage.defaultMode() : mode);
        if (durability == Durability.SYNCED) {
            storage.disk().sync(channel);
        }
        // Before the name changes: on some file systems it is the close that tells of a failed write.
        storage.disk().close(channel);
        return whole;
    }

    private Attributes publish(Snapshot whole, Durability durability) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (Root.Place place = storage.root().place(target.parent(), parents)) {
                Snapshot published = moveInto(place.directory());
                place.sync(durability);
                // Another program may have replaced or removed it already; then what it was counts.
                return (published != null && published.hasContentOf(whole) ? published : whole).attributes();
            } catch (NoSuchFileException parentVanished) {
                if (!parents || attempt == ATTEMPTS) {
                    throw parentVanished;
                }
            }
        }
    }

    private Snapshot moveInto(Directory parent) throws IOException {
        Path name = Path.of(target.name());
        NameLocks.Held held = storage.locks().lock(parent, name);
        try {
            Replacement.require(parent.lookOrNull(name), expectation);
            storage.disk().move(storage.staging().directory(), staged, parent, name);
            open = false;
            // Looked at again, since a rename moves the time of change and so the version.
            return parent.lookOrNull(name);
        } finally {
            held.release();
        }
    }

    private void requireOpen() throws StorageException {
        if (!open) {
            throw new StorageException(ErrorCode.INTERNAL, "The upload has ended.");
        }
    }

    /** A failed upload is over: what the kernel made of a failed write or sync is not known, so it is not tried again. */
    private StorageException failed(IOException failure) {
        close();
        return Failures.of(failure);
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            channel.close();
        } catch (IOException discarded) {
            // Its content is thrown away.
        }
        try {
            storage.staging().directory().deleteFile(staged);
        } catch (IOException leftForTheNextStart) {
            // Nobody sees it, and the next start of the server removes it.
        }
    }
}
