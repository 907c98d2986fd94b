package io.filetransfer.client.content;

import io.filetransfer.codec.Crc32c;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a partial file: first what it is a part of, then, appended as it grows, which parts of it are on the
 * disk. Each entry has its own length and CRC-32C, and one that is torn or damaged ends what is read.
 *
 * <pre>
 *   entry     length u16 of the content, content, CRC-32C u32 of both
 *   first     "FTPJ1", server (u16 length, text), name (u16 length, text), version (u8 length, bytes), size u64
 *   others    offset u64, length u64, CRC-32C u32 of the file's bytes there
 * </pre>
 */
final class PartialJournal {
    /**
     * What the file is a part of.
     *
     * @param server host and port
     * @param size of the whole file
     */
    record Origin(String server, String name, Version version, long size) {}

    /** @param extents in the order in which they were entered; where two overlap, the earlier one does not hold */
    record Content(Origin origin, List<Extent> extents) {}

    /** Over which it is none of ours: some million entries. */
    private static final long MAX_BYTES = 32 << 20;

    private static final byte[] MAGIC = "FTPJ1".getBytes(StandardCharsets.US_ASCII);

    /** Bytes at the beginning by which a journal is known: the first entry's length, and what it begins with. */
    static final int RECOGNIZABLE = 2 + MAGIC.length;

    private PartialJournal() {}

    /** @param bytes as many as {@link #RECOGNIZABLE} says, or all if there are fewer */
    static boolean isBeginning(ByteBuffer bytes) {
        return bytes.remaining() == RECOGNIZABLE
                && bytes.slice(bytes.position() + 2, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    static ByteBuffer first(Origin origin) {
        byte[] server = origin.server().getBytes(StandardCharsets.UTF_8);
        byte[] name = NameText.bytes(origin.name());
        byte[] version = origin.version().bytes();
        ByteBuffer content =
                ByteBuffer.allocate(MAGIC.length + 2 + server.length + 2 + name.length + 1 + version.length + 8);
        content.put(MAGIC)
                .putShort((short) server.length)
                .put(server)
                .putShort((short) name.length)
                .put(name)
                .put((byte) version.length)
                .put(version)
                .putLong(origin.size());
        return entry(content.flip());
    }

    static ByteBuffer extent(Extent extent) {
        ByteBuffer content = ByteBuffer.allocate(20)
                .putLong(extent.offset())
                .putLong(extent.length())
                .putInt(extent.crc32c());
        return entry(content.flip());
    }

    /** With its length before it and its checksum behind. */
    static ByteBuffer entry(ByteBuffer content) {
        ByteBuffer entry = ByteBuffer.allocate(2 + content.remaining() + 4);
        entry.putShort((short) content.remaining()).put(content);
        return entry.putInt(Crc32c.of(entry.duplicate().flip())).flip();
    }

    /** Null if there is no whole first entry, or the file is something else. */
    static Content read(FileChannel file) throws IOException {
        ByteBuffer bytes = content(file);
        return bytes == null ? null : read(bytes);
    }

    /** All that is in a journal, or null if it is none of ours. */
    static ByteBuffer content(FileChannel file) throws IOException {
        if (file.size() > MAX_BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
            // until it is full
        }
        return bytes.flip();
    }

    static Content read(ByteBuffer bytes) {
        ByteBuffer first = next(bytes);
        Origin origin = first == null ? null : origin(first);
        if (origin == null) {
            return null;
        }
        List<Extent> extents = new ArrayList<>();
        for (ByteBuffer next = next(bytes); next != null && next.remaining() == 20; next = next(bytes)) {
            long offset = next.getLong();
            long length = next.getLong();
            if (offset < 0 || length <= 0 || length > origin.size() - offset) {
                break;
            }
            extents.add(new Extent(offset, length, next.getInt()));
        }
        return new Content(origin, extents);
    }

    /** The content of an entry, or null at the end of what is whole. */
    static ByteBuffer next(ByteBuffer bytes) {
        if (bytes.remaining() < 6) {
            return null;
        }
        int start = bytes.position();
        int length = bytes.getShort(start) & 0xffff;
        if (bytes.remaining() < 2 + length + 4) {
            return null;
        }
        if (Crc32c.of(bytes.slice(start, 2 + length)) != bytes.getInt(start + 2 + length)) {
            return null;
        }
        bytes.position(start + 2 + length + 4);
        return bytes.slice(start + 2, length);
    }

    private static Origin origin(ByteBuffer content) {
        try {
            byte[] magic = new byte[MAGIC.length];
            content.get(magic);
            if (!java.util.Arrays.equals(magic, MAGIC)) {
                return null;
            }
            String server = text(content, content.getShort() & 0xffff);
            String name = text(content, content.getShort() & 0xffff);
            byte[] version = new byte[content.get() & 0xff];
            content.get(version);
            return new Origin(server, name, Version.of(version), content.getLong());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String text(ByteBuffer content, int length) {
        byte[] bytes = new byte[length];
        content.get(bytes);
        return NameText.of(bytes);
    }
}
