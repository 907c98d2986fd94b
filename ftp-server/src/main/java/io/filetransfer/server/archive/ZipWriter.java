package io.filetransfer.server.archive;

import io.filetransfer.codec.NameText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A zip archive (APPNOTE 6.3) whose files are stored as they are, made from its beginning to its end: what is known of a file
 * only when it has passed stands behind it. The directory at the end is made meanwhile, and is all that is remembered; there
 * is a bound for that. What is longer than four gigabytes, or more than 65,535, is said in the fields of zip64.
 */
public final class ZipWriter implements ArchiveWriter {
    /** Of the directory at the end: some three hundred thousand entries. */
    static final int MAX_DIRECTORY = 32 << 20;

    private static final int CHUNK = 64 << 10;
    private static final long MAX_INT = 0xffff_ffffL;
    private static final int MAX_SHORT = 0xffff;

    private static final int VERSION = 20;
    private static final int VERSION_ZIP64 = 45;
    private static final int MADE_BY_UNIX = 3 << 8 | VERSION_ZIP64;
    private static final int SIZES_FOLLOW = 1 << 3;
    private static final int UTF8 = 1 << 11;
    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int DOS_DIRECTORY = 0x10;
    private static final int EXTRA_TIME = 0x5455;
    private static final int EXTRA_ZIP64 = 1;

    private final Room room;
    private final Deque<byte[]> directory = new ArrayDeque<>();
    private ByteBuffer chunk;
    private long directoryLength;
    private int taken;
    private long entries;
    private long offset;

    private ArchiveEntry entry;
    private byte[] name;
    private long entryAt;
    private boolean closing;

    public ZipWriter(Room room) {
        this.room = room;
    }

    @Override
    public byte[] begin(ArchiveEntry begun) {
        entry = begun;
        name = NameText.bytes(safe(begun.name()) + (begun.directory() ? "/" : ""));
        entryAt = offset;
        boolean large = isLarge(begun.size());
        int extra = 9 + (large ? 20 : 0);
        byte[] bytes = new byte[30 + name.length + extra];
        ByteBuffer out = little(bytes);
        out.putInt(0x04034b50);
        common(out, large);
        out.putInt(0).putInt(large ? -1 : 0).putInt(large ? -1 : 0);
        out.putShort((short) name.length).putShort((short) extra).put(name);
        time(out);
        if (large) {
            out.putShort((short) EXTRA_ZIP64).putShort((short) 16).putLong(0).putLong(0);
        }
        offset += out.capacity() + begun.size();
        return bytes;
    }

    /**
     * On systems where a backslash is as good as a slash, or a colon ends the name of a disk, the name is still within the
     * directory that it is unpacked to.
     */
    static String safe(String name) {
        String safe = name.replace('\\', '_');
        boolean disk = safe.length() > 1 && safe.charAt(1) == ':';
        return disk ? safe.charAt(0) + "_" + safe.substring(2) : safe;
    }

    private static boolean isLarge(long value) {
        return value >= MAX_INT;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What both heads of an entry have. */
    private void common(ByteBuffer out, boolean zip64) {
        int flags = (entry.directory() ? 0 : SIZES_FOLLOW) | (NameText.isText(entry.name()) ? UTF8 : 0);
        out.putShort((short) (zip64 ? VERSION_ZIP64 : VERSION));
        out.putShort((short) flags);
        out.putShort((short) 0);
        LocalDateTime time = LocalDateTime.ofInstant(entry.modified(), ZoneOffset.UTC);
        if (time.getYear() < 1980) {
            time = LocalDateTime.of(1980, 1, 1, 0, 0);
        } else if (time.getYear() > 2107) {
            time = LocalDateTime.of(2107, 12, 31, 23, 59, 58);
        }
        out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
        out.putShort((short) (time.getYear() - 1980 << 9 | time.getMonthValue() << 5 | time.getDayOfMonth()));
    }

    /** The time in seconds since 1970, which knows no zones; within what its field has room for. */
    private void time(ByteBuffer out) {
        long seconds = Math.max(Integer.MIN_VALUE, Math.min(entry.modified().getEpochSecond(), Integer.MAX_VALUE));
        out.putShort((short) EXTRA_TIME).putShort((short) 5).put((byte) 1).putInt((int) seconds);
    }

    @Override
    public byte[] end(int crc) throws NoRoomException {
        remember(crc);
        if (entry.directory()) {
            return new byte[0];
        }
        boolean large = isLarge(entry.size());
        byte[] bytes = new byte[large ? 24 : 16];
        ByteBuffer out = little(bytes);
        out.putInt(0x08074b50).putInt(crc);
        if (large) {
            out.putLong(entry.size()).putLong(entry.size());
        } else {
            out.putInt((int) entry.size()).putInt((int) entry.size());
        }
        offset += out.capacity();
        return bytes;
    }

    /** The entry of the directory at the end. */
    private void remember(int crc) throws NoRoomException {
        boolean large = isLarge(entry.size());
        boolean far = isLarge(entryAt);
        int zip64 = (large ? 16 : 0) + (far ? 8 : 0);
        int extra = 9 + (zip64 > 0 ? 4 + zip64 : 0);
        byte[] bytes = new byte[46 + name.length + extra];
        ByteBuffer out = little(bytes);
        out.putInt(0x02014b50).putShort((short) MADE_BY_UNIX);
        common(out, zip64 > 0);
        int size = large ? -1 : (int) entry.size();
        out.putInt(crc).putInt(size).putInt(size);
        out.putShort((short) name.length).putShort((short) extra);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        int mode = (entry.directory() ? DIRECTORY : FILE) | entry.mode();
        out.putInt(mode << 16 | (entry.directory() ? DOS_DIRECTORY : 0));
        out.putInt(far ? -1 : (int) entryAt).put(name);
        time(out);
        if (zip64 > 0) {
            out.putShort((short) EXTRA_ZIP64).putShort((short) zip64);
            if (large) {
                out.putLong(entry.size()).putLong(entry.size());
            }
            if (far) {
                out.putLong(entryAt);
            }
        }
        entries++;
        add(out.flip());
    }

    private void add(ByteBuffer bytes) throws NoRoomException {
        while (bytes.hasRemaining()) {
            if (chunk == null || !chunk.hasRemaining()) {
                if (taken + CHUNK > MAX_DIRECTORY || !room.take(CHUNK)) {
                    throw new NoRoomException();
                }
                taken += CHUNK;
                chunk = ByteBuffer.allocate(CHUNK);
                directory.add(chunk.array());
            }
            int some = Math.min(chunk.remaining(), bytes.remaining());
            chunk.put(bytes.slice().limit(some));
            bytes.position(bytes.position() + some);
            directoryLength += some;
        }
    }

    @Override
    public byte[] next() {
        if (directory.size() > 1) {
            return directory.remove();
        }
        if (!directory.isEmpty()) {
            return Arrays.copyOf(directory.remove(), chunk.position());
        }
        if (closing) {
            return null;
        }
        closing = true;
        return ending();
    }

    private byte[] ending() {
        boolean zip64 = entries > MAX_SHORT - 1 || isLarge(offset) || isLarge(directoryLength);
        byte[] bytes = new byte[22 + (zip64 ? 56 + 20 : 0)];
        ByteBuffer out = little(bytes);
        if (zip64) {
            out.putInt(0x06064b50).putLong(44);
            out.putShort((short) MADE_BY_UNIX).putShort((short) VERSION_ZIP64);
            out.putInt(0).putInt(0).putLong(entries).putLong(entries);
            out.putLong(directoryLength).putLong(offset);
            out.putInt(0x07064b50).putInt(0).putLong(offset + directoryLength).putInt(1);
        }
        short count = (short) (zip64 ? MAX_SHORT : entries);
        out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        out.putShort(count).putShort(count);
        out.putInt(zip64 ? -1 : (int) directoryLength).putInt(zip64 ? -1 : (int) offset);
        out.putShort((short) 0);
        return bytes;
    }

    @Override
    public void close() {
        room.give(taken);
        taken = 0;
        directory.clear();
    }
}
