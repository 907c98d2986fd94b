package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.HeldContent;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The file of an upload, while it is read. */
final class LocalHeldContent implements HeldContent {
    private final FileChannel channel;
    private final Disk disk;

    /** @param channel taken over */
    LocalHeldContent(FileChannel channel, Disk disk) {
        this.channel = channel;
        this.disk = disk;
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        int start = target.position();
        try {
            boolean more = true;
            while (more && target.hasRemaining()) {
                more = disk.read(channel, target, position + target.position() - start) >= 0;
            }
            return target.position() - start;
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException nothingDependsOnIt) {
            // It was only read.
        }
    }
}
