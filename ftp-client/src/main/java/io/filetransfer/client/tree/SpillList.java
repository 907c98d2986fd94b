package io.filetransfer.client.tree;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

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
    private SpillFile file;
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
            throw SpillFile.unusable(e);
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
            throw SpillFile.unusable(e);
        }
    }

    private InputStream content() throws IOException {
        if (memory != null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        out.flush();
        return new BufferedInputStream(file.input(), BUFFER);
    }

    private void spill() throws IOException {
        file = new SpillFile();
        OutputStream bytes = new BufferedOutputStream(file.output(), BUFFER);
        memory.writeTo(bytes);
        memory = null;
        out = new DataOutputStream(bytes);
    }

    @Override
    public void close() {
        memory = null;
        if (file != null) {
            file.close();
        }
    }
}
