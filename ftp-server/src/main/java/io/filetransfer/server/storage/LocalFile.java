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
    private final Attributes attributes;
    private final Disk disk;

    /** @param channel taken over */
    LocalFile(FileChannel channel, Snapshot opened, Disk disk) {
        this.channel = channel;
        this.opened = opened;
        this.attributes = opened.attributes();
        this.disk = disk;
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public Optional<Digest> storedDigest() {
        try {
            return DigestAttribute.read(Inspector.path(channel, opened.key()), opened.size(), opened.modified());
        } catch (IOException noDescriptor) {
            return Optional.empty();
        }
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
