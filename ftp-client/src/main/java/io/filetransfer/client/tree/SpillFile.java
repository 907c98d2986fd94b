package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file that is appended to and read in order: readable by nobody else, and gone when it is closed. When all was
 * read, its room is free again. For one thread at a time.
 */
final class SpillFile implements AutoCloseable {
    private final FileChannel file;
    private long readAt;
    private long writeAt;

    /** @throws FileTransferException.LocalFile if it cannot be made */
    SpillFile() {
        try {
            Path path = Files.createTempFile("ftp-client-", ".tmp");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Bytes that it has at present. */
    long size() {
        return writeAt;
    }

    /** Whether there is something that was not read. */
    boolean hasMore() {
        return readAt < writeAt;
    }

    /**
     * Appends all remaining bytes.
     *
     * @throws FileTransferException.LocalFile if there is no room for them
     */
    void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                writeAt += file.write(bytes, writeAt);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Fills {@code bytes} as far as there are some. */
    void read(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining() && hasMore()) {
                int count = file.read(bytes, readAt);
                if (count < 0) {
                    throw new IOException("it is shorter than it was");
                }
                readAt += count;
            }
            if (!hasMore() && writeAt > 0) {
                readAt = 0;
                writeAt = 0;
                file.truncate(0);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Writes to it; not buffered. Closing it does nothing. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                SpillFile.this.write(ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                SpillFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /** Reads from it; not buffered. Closing it does nothing. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
                SpillFile.this.read(target);
                int count = target.position() - offset;
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }

    static FileTransferException unusable(IOException e) {
        return new FileTransferException.LocalFile(
                "The entries found so far cannot be kept in " + System.getProperty("java.io.tmpdir") + ": "
                        + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // It was a temporary file, and nobody needs it any more.
        }
    }
}
