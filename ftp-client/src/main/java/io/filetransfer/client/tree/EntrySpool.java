package io.filetransfer.client.tree;

import io.filetransfer.client.RemoteFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private SpillFile file;
    private Throwable failure;
    private boolean ended;
    private boolean over;
    private boolean closed;

    /** Never waits for the other side. Without effect once this is closed. */
    synchronized void add(RemoteFile entry) {
        if (closed) {
            return;
        }
        boolean first = head.isEmpty() && blocks.isEmpty() && tail.isEmpty() && !isStored();
        tail.add(entry);
        if (tail.size() == BLOCK) {
            if (isStored() || blocks.size() == BLOCKS) {
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
        } else if (isStored()) {
            load(head);
        } else if (!tail.isEmpty()) {
            ArrayDeque<RemoteFile> free = head;
            head = tail;
            tail = free;
        }
        return !head.isEmpty();
    }

    /** Whether entries are in the file. */
    private boolean isStored() {
        return file != null && file.hasMore();
    }

    /** Bytes that the file has at present. */
    synchronized long stored() {
        return file == null ? 0 : file.size();
    }

    private void store(ArrayDeque<RemoteFile> entries) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK * 96);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(0);
            for (RemoteFile entry : entries) {
                FORMAT.write(entry, out);
            }
            ByteBuffer block = ByteBuffer.wrap(bytes.toByteArray());
            block.putInt(0, block.limit() - LENGTH_BYTES);
            if (file == null) {
                file = new SpillFile();
            }
            file.write(block);
        } catch (IOException e) {
            throw SpillFile.unusable(e);
        }
    }

    private void load(ArrayDeque<RemoteFile> entries) {
        try {
            byte[] block = read(read(LENGTH_BYTES).getInt(0)).array();
            ByteArrayInputStream bytes = new ByteArrayInputStream(block);
            DataInputStream in = new DataInputStream(bytes);
            while (bytes.available() > 0) {
                entries.add(FORMAT.read(in));
            }
        } catch (IOException e) {
            throw SpillFile.unusable(e);
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(bytes);
        if (bytes.hasRemaining()) {
            throw new IOException("it is shorter than it was");
        }
        return bytes;
    }

    /** Forgets all; what is added from now on goes nowhere. */
    @Override
    public synchronized void close() {
        closed = true;
        if (file != null) {
            file.close();
        }
    }
}
