package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Crc32c;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file of records that is only appended to. What is torn at its end, by a crash or a full disk, is not read, and
 * cut off when the file is opened next. One thread at a time, but for {@link #sync}.
 *
 * <pre>
 * head:    | magic u32 | format u16 |
 * records: | type u8 | length u16 | payload, length bytes | CRC-32C of type, length and payload u32 |
 * </pre>
 */
final class RecordFile implements Closeable {
    private static final int HEAD = 6;
    private static final int RECORD_HEAD = 3;
    private static final int CRC = 4;
    private static final int MAX_RECORD = RECORD_HEAD + 0xFFFF + CRC;
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** Which file it is; the first bytes of it. */
    record FileFormat(int magic, int number) {}

    /** Told each record while a file is opened. */
    interface RecordReader {
        void record(int type, ByteBuffer payload) throws IOException;
    }

    private final FileChannel file;
    private final Disk disk;
    private long end;

    private RecordFile(FileChannel file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Makes a file without records. */
    static RecordFile create(Staging directory, Path name, FileFormat format, Disk disk) throws IOException {
        RecordFile made = new RecordFile(directory.newFile(name), disk);
        try {
            made.appendHead(format);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /**
     * Opens a file and reads what is in it. A head that is torn is as a file without records.
     *
     * @throws StorageException STORAGE_FAILED for a file of another format
     * @throws DamagedFileException it is no such file
     */
    static RecordFile open(Directory directory, Path name, FileFormat format, Disk disk, RecordReader reader)
            throws IOException {
        RecordFile opened = new RecordFile(directory.openFile(name, EXISTING), disk);
        try {
            opened.read(format, reader);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void read(FileFormat format, RecordReader reader) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * MAX_RECORD);
        boolean more = fill(bytes, 0);
        if (bytes.remaining() < HEAD) {
            appendHead(format);
            return;
        }
        if (isTornHead(bytes, format)) {
            disk.truncate(file, 0);
            appendHead(format);
            return;
        }
        FileFormat found = new FileFormat(bytes.getInt(), Short.toUnsignedInt(bytes.getShort()));
        if (found.magic != format.magic) {
            throw new DamagedFileException("It is not what its name says.");
        }
        if (found.number != format.number) {
            throw new StorageException(
                    ErrorCode.STORAGE_FAILED,
                    "It is of format " + found.number + ", and only format " + format.number + " is known here.");
        }
        end = HEAD;
        while (true) {
            if (bytes.remaining() < MAX_RECORD && more) {
                long next = end + bytes.remaining();
                bytes.compact();
                more = fill(bytes, next);
            }
            int length = whole(bytes);
            if (length < 0) {
                cutTear(bytes.hasRemaining() || more);
                return;
            }
            int start = bytes.position();
            reader.record(
                    Byte.toUnsignedInt(bytes.get(start)),
                    bytes.slice(start + RECORD_HEAD, length).asReadOnlyBuffer());
            bytes.position(start + RECORD_HEAD + length + CRC);
            end += RECORD_HEAD + length + CRC;
        }
    }

    private void appendHead(FileFormat format) throws IOException {
        append(head(format));
    }

    private static ByteBuffer head(FileFormat format) {
        return ByteBuffer.allocate(HEAD)
                .putInt(format.magic)
                .putShort((short) format.number)
                .flip();
    }

    /** The file was never synced: a power loss can leave its length and zeros in the place of what was written. */
    private static boolean isTornHead(ByteBuffer bytes, FileFormat format) {
        ByteBuffer head = head(format);
        boolean differs = false;
        for (int i = 0; i < HEAD; i++) {
            if (bytes.get(i) != head.get(i)) {
                if (bytes.get(i) != 0) {
                    return false;
                }
                differs = true;
            }
        }
        return differs;
    }

    /** Whole records behind a tear must not come to count again when the tear is written over. */
    private void cutTear(boolean torn) throws IOException {
        if (torn) {
            disk.truncate(file, end);
            disk.sync(file);
        }
    }

    /** Appends to what is in {@code bytes} and flips it; false at the end of the file. */
    private boolean fill(ByteBuffer bytes, long position) throws IOException {
        int count = 0;
        long at = position;
        while (bytes.hasRemaining() && count >= 0) {
            count = disk.read(file, bytes, at);
            at += Math.max(0, count);
        }
        bytes.flip();
        return count >= 0;
    }

    /** The length of the payload of the record that begins at the position; -1 when it is not whole. */
    private static int whole(ByteBuffer bytes) {
        if (bytes.remaining() < RECORD_HEAD + CRC) {
            return -1;
        }
        int length = Short.toUnsignedInt(bytes.getShort(bytes.position() + 1));
        if (bytes.remaining() < RECORD_HEAD + length + CRC) {
            return -1;
        }
        int crc = bytes.getInt(bytes.position() + RECORD_HEAD + length);
        return crc == Crc32c.of(bytes.slice(bytes.position(), RECORD_HEAD + length)) ? length : -1;
    }

    /** Appends a record; it counts once this has returned. */
    void append(int type, ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(RECORD_HEAD + length + CRC)
                .put((byte) type)
                .putShort((short) length)
                .put(payload);
        bytes.putInt(Crc32c.of(bytes.duplicate().flip()));
        append(bytes.flip());
    }

    private void append(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        disk.writeAll(file, bytes, end);
        end += length;
    }

    /** Syncs what was appended before. From any thread. */
    void sync() throws IOException {
        disk.sync(file);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException nothingDependsOnIt) {
            // What has to survive was synced; what was not is as after a crash.
        }
    }
}
