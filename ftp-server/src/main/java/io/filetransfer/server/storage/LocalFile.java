package io.filetransfer.server.storage;

import io.filetransfer.codec.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A file of this machine, open for reading. Everything it tells comes from the open descriptor, nothing from a name. */
final class LocalFile implements StoredFile {
    private final FileChannel channel;
    private final Snapshot opened;
    private final StoredDigests digests;
    private final Attributes attributes;

    /** @param channel taken over */
    LocalFile(FileChannel channel, Snapshot opened, StoredDigests digests) {
        this.channel = channel;
        this.opened = opened;
        this.digests = digests;
        this.attributes = opened.attributes();
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public Optional<Digest> storedDigest() {
        return digests.of(channel, opened);
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        if (position > Long.MAX_VALUE - target.remaining()) {
            return 0;
        }
        int start = target.position();
        try {
            while (target.hasRemaining()) {
                int count = channel.read(target, position + target.position() - start);
                if (count < 0) {
                    break;
                }
            }
            return target.position() - start;
        } catch (IOException e) {
            throw Failures.of(e);
        }
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
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException onlyRead) {
            // The descriptor is gone either way, and nothing was written through it.
        }
    }
}
