package io.filetransfer.client.tree;

import io.filetransfer.client.RemoteFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;

/**
 * A queue of entries from one thread to another, of any length in little memory: what is too much for that goes to a
 * temporary file. So whoever lists never waits for whoever transfers. If it did, the server would lose its patience with a
 * listing that stands still behind large files, and with a single connection each would wait for the other.
 */
final class EntrySpool implements AutoCloseable {
    /** Entries that are written to the file together. */
    static final int BLOCK = 1024;

    /** Blocks in memory before the file is used. */
    private static final int BLOCKS = 4;

    private static final SpillList.Format<RemoteFile> FORMAT = new RemoteFileFormat();
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final ArrayDeque<ArrayDeque<RemoteFile>> blocks = new ArrayDeque<>();
    private ArrayDeque<RemoteFile> head = new ArrayDeque<>();
    private ArrayDeque<RemoteFile> tail = new ArrayDeque<>();
    private FileChannel file;
    private long readAt;
    private long writeAt;
    private Throwable failure;
    private boolean ended;
    private boolean over;
    private boolean closed;

    /** Never waits for the other side. Without effect once this is closed. */
    synchronized void add(RemoteFile entry) {
        if (closed) {
            return;
        }
        boolean first = head.isEmpty() && blocks.isEmpty() && tail.isEmpty() && readAt == writeAt;
        tail.add(entry);
        if (tail.size() == BLOCK) {
            if (readAt < writeAt || blocks.size() == BLOCKS) {
                store(tail);
                tail.clear();
            } else {
                blocks.add(tail);
                tail = new ArrayDeque<>();
            }
        }
        if (first) {
            notifyAll();
        }
    }

    /** @param failure why there will be no more entries, or null if there are none */
    synchronized void end(Throwable failure) {
        this.failure = failure;
        ended = true;
        notifyAll();
    }

    /**
     * Waits for the next entry, or the end.
     *
     * @param millis at most, 0 for as long as it takes
     * @return null after the last, and when the time is over; {@link #isOver} tells which
     * @throws Exception the failure, once, after the entries that came before it
     */
    synchronized RemoteFile take(long millis) throws Exception {
        long until = System.nanoTime() + millis * 1_000_000;
        while (true) {
            if (!head.isEmpty() || refill()) {
                return head.remove();
            }
            if (ended) {
                over = true;
                Throwable cause = failure;
                failure = null;
                if (cause instanceof Exception e) {
                    throw e;
                }
                if (cause instanceof Error e) {
                    throw e;
                }
                return null;
            }
            long left = millis == 0 ? 0 : (until - System.nanoTime()) / 1_000_000;
            if (millis > 0 && left <= 0) {
                return null;
            }
            wait(left);
        }
    }

    /** Whether the last entry and the failure, if there is one, were taken. */
    synchronized boolean isOver() {
        return over;
    }

    /** @return false if there is nothing at present */
    private boolean refill() {
        if (!blocks.isEmpty()) {
            head = blocks.remove();
        } else if (readAt < writeAt) {
            load(head);
        } else if (!tail.isEmpty()) {
            ArrayDeque<RemoteFile> free = head;
            head = tail;
            tail = free;
        }
        return !head.isEmpty();
    }

    /** Bytes that the file has at present. */
    synchronized long stored() {
        return writeAt;
    }

    private void store(ArrayDeque<RemoteFile> entries) {
        try {
            if (file == null) {
                // Readable by nobody else, and gone when it is closed.
                Path path = Files.createTempFile("ftp-client-entries-", ".tmp");
                file = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK * 96);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(0);
            for (RemoteFile entry : entries) {
                FORMAT.write(entry, out);
            }
            ByteBuffer block = ByteBuffer.wrap(bytes.toByteArray());
            block.putInt(0, block.limit() - LENGTH_BYTES);
            while (block.hasRemaining()) {
                writeAt += file.write(block, writeAt);
            }
        } catch (IOException e) {
            throw SpillList.unusable(e);
        }
    }

    private void load(ArrayDeque<RemoteFile> entries) {
        try {
            int length = read(LENGTH_BYTES).getInt(0);
            byte[] block = read(length).array();
            ByteArrayInputStream bytes = new ByteArrayInputStream(block);
            DataInputStream in = new DataInputStream(bytes);
            while (bytes.available() > 0) {
                entries.add(FORMAT.read(in));
            }
            if (readAt == writeAt) {
                readAt = 0;
                writeAt = 0;
                file.truncate(0);
            }
        } catch (IOException e) {
            throw SpillList.unusable(e);
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int count = file.read(bytes, readAt);
            if (count < 0) {
                throw new IOException("it is shorter than it was");
            }
            readAt += count;
        }
        return bytes;
    }

    /** Forgets all; what is added from now on goes nowhere. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // It was a temporary file, and nobody needs it any more.
        }
    }
}
