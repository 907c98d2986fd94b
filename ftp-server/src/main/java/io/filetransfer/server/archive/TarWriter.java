package io.filetransfer.server.archive;

import io.filetransfer.codec.NameText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A tar archive as POSIX has it (pax): what the old head has no room for stands in a head of its own before it. Nothing is
 * remembered of entries that have passed.
 */
public final class TarWriter implements ArchiveWriter {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    /** What eleven octal digits can say. */
    private static final long MOST = 077777777777L;

    private static final int TYPE_AT = 156;
    private static final int SUM_AT = 148;

    private long size;
    private boolean over;

    @Override
    public byte[] begin(ArchiveEntry entry) {
        size = entry.size();
        byte[] name = NameText.bytes(entry.directory() ? entry.name() + "/" : entry.name());
        long time = entry.modified().getEpochSecond();
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        if (!NameText.isText(entry.name())) {
            record(records, "hdrcharset", "BINARY".getBytes(StandardCharsets.US_ASCII));
        }
        if (name.length > NAME_BYTES || !isAscii(name)) {
            record(records, "path", name);
        }
        if (size > MOST) {
            record(records, "size", decimal(size));
        }
        if (time < 0 || time > MOST) {
            record(records, "mtime", decimal(time));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (records.size() > 0) {
            byte[] all = records.toByteArray();
            out.writeBytes(head("pax".getBytes(StandardCharsets.US_ASCII), 'x', 0644, all.length, 0));
            out.writeBytes(all);
            out.writeBytes(padding(all.length));
        }
        char type = entry.directory() ? '5' : '0';
        out.writeBytes(head(name, type, entry.mode(), Math.min(size, MOST), Math.max(0, Math.min(time, MOST))));
        return out.toByteArray();
    }

    private static boolean isAscii(byte[] name) {
        for (byte b : name) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decimal(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    /** A record begins with its own length, digits included. */
    private static void record(ByteArrayOutputStream out, String key, byte[] value) {
        int rest = 1 + key.length() + 1 + value.length + 1;
        int length = rest + 1;
        while (Integer.toString(length).length() + rest != length) {
            length = Integer.toString(length).length() + rest;
        }
        out.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(value);
        out.write('\n');
    }

    private static byte[] head(byte[] name, char type, int mode, long size, long time) {
        byte[] head = new byte[BLOCK];
        System.arraycopy(name, 0, head, 0, Math.min(name.length, NAME_BYTES));
        octal(head, 100, 8, mode);
        octal(head, 108, 8, 0);
        octal(head, 116, 8, 0);
        octal(head, 124, 12, size);
        octal(head, 136, 12, time);
        head[TYPE_AT] = (byte) type;
        text(head, 257, "ustar\0" + "00");
        text(head, SUM_AT, "        ");
        int sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        octal(head, SUM_AT, 7, sum);
        return head;
    }

    private static void text(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, head, at, bytes.length);
    }

    /** Digits, and a NUL behind them. */
    private static void octal(byte[] head, int at, int length, long value) {
        long rest = value;
        for (int i = at + length - 2; i >= at; i--) {
            head[i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
        head[at + length - 1] = 0;
    }

    private static byte[] padding(long size) {
        return new byte[(int) (-size & BLOCK - 1)];
    }

    @Override
    public byte[] end(int crc) {
        return padding(size);
    }

    @Override
    public byte[] next() {
        byte[] last = over ? null : new byte[2 * BLOCK];
        over = true;
        return last;
    }

    @Override
    public void close() {
        // Nothing is remembered.
    }
}
