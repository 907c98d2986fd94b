package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Options;
import io.filetransfer.server.storage.HeldExtents;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What survives of an upload in parts, besides its content. A {@link RecordFile} of these payloads:
 *
 * <pre>
 * begin:  | time s64 | size of the whole file s64 | name, UTF-8, to the end |
 * held:   | time s64 | offset s64 | length s64 | CRC-32C u32 | run of the system s64, see Boot |
 * forget: | time s64 | offset s64 | length s64 |
 * grows:  | time s64 | 1 if the size is that of the whole file, 0 if more may come, u8 | options, to the end |
 * size:   | time s64 | the same, u8 | size s64 |
 * </pre>
 *
 * Times are milliseconds since 1970. Begin comes first and once. Of an upload that is appended to, grows is the second, and
 * size follows where it was not known. One thread at a time.
 */
final class PartsJournal implements Closeable {
    private static final RecordFile.FileFormat FORMAT = new RecordFile.FileFormat(0x4654504A, 1);
    private static final int BEGIN = 1;
    private static final int HELD = 2;
    private static final int FORGET = 3;
    private static final int GROWS = 4;
    private static final int SIZE = 5;

    /** What a journal said when it was opened; {@code target} is null when it never began. */
    static final class Account {
        private final Boot boot;
        private SafePath target;
        private UploadSize size;
        private Options begun;
        private Instant lastWrite;
        private final HeldExtents held = new HeldExtents();

        Account(Boot boot) {
            this.boot = boot;
        }

        SafePath target() {
            return target;
        }

        UploadSize size() {
            return size;
        }

        /** What an upload that is appended to was begun with; null for one whose parts come in any order. */
        Options begun() {
            return begun;
        }

        Instant lastWrite() {
            return lastWrite;
        }

        HeldExtents held() {
            return held;
        }

        private void read(int type, ByteBuffer in) throws DamagedFileException {
            try {
                lastWrite = Instant.ofEpochMilli(in.getLong());
                switch (type) {
                    case BEGIN -> begin(in);
                    case HELD -> held(in);
                    case FORGET -> forget(in);
                    case GROWS -> grows(in);
                    case SIZE -> size(in);
                    default -> throw new IllegalArgumentException("No type " + type);
                }
            } catch (StorageException | RuntimeException e) {
                // Of whatever kind: too short, out of place, a name that cannot be.
                throw new DamagedFileException("A record of an upload in parts cannot be read.", e);
            }
        }

        private void begin(ByteBuffer in) throws StorageException {
            require(target == null);
            size = new UploadSize(in.getLong(), true);
            require(size.bytes() >= 0);
            byte[] name = new byte[in.remaining()];
            in.get(name);
            target = SafePath.parse(NameText.of(name));
            require(!target.isRoot());
        }

        private void held(ByteBuffer in) {
            long offset = in.getLong();
            long length = in.getLong();
            require(target != null && offset >= 0 && length >= 0);
            require(offset <= size.bytes() && length <= size.bytes() - offset);
            int crc = in.getInt();
            if (boot.isBelieved(in.getLong())) {
                held.add(new Extent(offset, length, crc));
            } else {
                held.remove(offset, length);
            }
        }

        private void forget(ByteBuffer in) {
            long offset = in.getLong();
            long length = in.getLong();
            require(target != null && offset >= 0 && length >= 0 && length <= Long.MAX_VALUE - offset);
            held.remove(offset, length);
        }

        private void grows(ByteBuffer in) {
            require(target != null && begun == null);
            size = new UploadSize(size.bytes(), in.get() != 0);
            byte[] options = new byte[in.remaining()];
            in.get(options);
            begun = Options.of(options);
        }

        private void size(ByteBuffer in) {
            boolean known = in.get() != 0;
            long bytes = in.getLong();
            size = new UploadSize(bytes, known);
            require(begun != null && bytes >= 0 && !held.overlaps(bytes, Long.MAX_VALUE - bytes));
        }

        private static void require(boolean possible) {
            if (!possible) {
                throw new IllegalArgumentException("Not in this place, or out of range");
            }
        }
    }

    private final RecordFile file;
    private final Boot boot;

    private PartsJournal(RecordFile file, Boot boot) {
        this.file = file;
        this.boot = boot;
    }

    /** @param begun null for an upload whose parts come in any order */
    static PartsJournal create(
            Staging directory, Path name, SafePath target, UploadSize size, Options begun, Instant time, Disk disk)
            throws IOException {
        RecordFile file = RecordFile.create(directory, name, FORMAT, disk);
        try {
            byte[] text = NameText.bytes(target.toString());
            file.append(
                    BEGIN,
                    ByteBuffer.allocate(2 * Long.BYTES + text.length)
                            .putLong(time.toEpochMilli())
                            .putLong(size.bytes())
                            .put(text)
                            .flip());
            PartsJournal made = new PartsJournal(file, disk.boot());
            if (begun != null) {
                made.grows(begun, size, time);
            }
            return made;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** @param content takes what is read */
    static PartsJournal open(Staging directory, Path name, Disk disk, Account content) throws IOException {
        return new PartsJournal(RecordFile.open(directory.directory(), name, FORMAT, disk, content::read), disk.boot());
    }

    void held(Extent range, Durability durability, Instant time) throws IOException {
        file.append(
                HELD,
                ByteBuffer.allocate(4 * Long.BYTES + Integer.BYTES)
                        .putLong(time.toEpochMilli())
                        .putLong(range.offset())
                        .putLong(range.length())
                        .putInt(range.crc32c())
                        .putLong(boot.of(durability))
                        .flip());
    }

    private void grows(Options begun, UploadSize size, Instant time) throws IOException {
        byte[] options = begun.toBytes();
        file.append(
                GROWS,
                ByteBuffer.allocate(Long.BYTES + 1 + options.length)
                        .putLong(time.toEpochMilli())
                        .put(flag(size))
                        .put(options)
                        .flip());
    }

    private static byte flag(UploadSize size) {
        return (byte) (size.known() ? 1 : 0);
    }

    void size(UploadSize size, Instant time) throws IOException {
        file.append(
                SIZE,
                ByteBuffer.allocate(2 * Long.BYTES + 1)
                        .putLong(time.toEpochMilli())
                        .put(flag(size))
                        .putLong(size.bytes())
                        .flip());
    }

    void forget(long offset, long length, Instant time) throws IOException {
        file.append(
                FORGET,
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(time.toEpochMilli())
                        .putLong(offset)
                        .putLong(length)
                        .flip());
    }

    void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() {
        file.close();
    }
}
