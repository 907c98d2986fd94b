package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A list of any length in little memory: what is too much for that goes to a temporary file. It is written to its end, then
 * read from its beginning, once. For one thread at a time.
 */
final class SpillList<T> implements AutoCloseable {
    private static final int IN_MEMORY = 64 << 10;
    private static final int BUFFER = 32 << 10;

    /** How elements are written. */
    interface Format<T> {
        void write(T element, DataOutputStream out) throws IOException;

        T read(DataInputStream in) throws IOException;

        /** Bytes that an element takes in memory, roughly. */
        int weight(T element);
    }

    private final Format<T> format;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private DataOutputStream out = new DataOutputStream(memory);
    private FileChannel file;
    private DataInputStream in;
    private long size;
    private long read;

    SpillList(Format<T> format) {
        this.format = format;
    }

    void add(T element) {
        try {
            format.write(element, out);
            size++;
            if (memory != null && memory.size() > IN_MEMORY) {
                spill();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    long size() {
        return size;
    }

    /** @return null after the last */
    T next() {
        if (read == size) {
            return null;
        }
        try {
            if (in == null) {
                in = new DataInputStream(content());
            }
            read++;
            return format.read(in);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private InputStream content() throws IOException {
        if (memory != null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        out.flush();
        file.position(0);
        return new BufferedInputStream(Channels.newInputStream(file), BUFFER);
    }

    private void spill() throws IOException {
        // Readable by nobody else, and gone when it is closed.
        Path path = Files.createTempFile("ftp-client-list-", ".tmp");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
        memory.writeTo(bytes);
        memory = null;
        out = new DataOutputStream(bytes);
    }

    static FileTransferException unusable(IOException e) {
        return new FileTransferException.LocalFile(
                "The entries found so far cannot be kept in " + System.getProperty("java.io.tmpdir") + ": "
                        + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        memory = null;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // It was a temporary file, and nobody needs it any more.
        }
    }
}
