package io.filetransfer.server.storage;

import java.io.Closeable;
import java.nio.ByteBuffer;

/** The content of an upload that is not committed, open for reading. One thread at a time. */
public interface HeldContent extends Closeable {
    /**
     * Reads at {@code position} until {@code target} is full or the content ends.
     *
     * @return bytes read, 0 at the end
     */
    int read(ByteBuffer target, long position) throws StorageException;

    @Override
    void close();
}
