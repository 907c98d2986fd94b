package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is told of a link. Nothing of it opens the link.
 *
 * <pre>
 * +------+-------+------------+------------+------+------+-------------+------+-------------+------+
 * | kind | flags | made       | expires    | uses | used | id length   | id   | name length | name |
 * | u8   | u8    | i64 s 1970 | i64 s 1970 | u32  | u32  | u8          | UTF-8| u16         | UTF-8|
 * +------+-------+------------+------------+------+------+-------------+------+-------------+------+
 * </pre>
 *
 * @param id by which it is revoked
 * @param uses how often it may be used; 0 for any number
 * @param used how often it was, if there is a limit
 * @param password whether it has one
 * @param name what it is of
 */
public record LinkInfo(
        String id, LinkKind kind, Instant made, Instant expires, long uses, long used, boolean password, String name) {
    private static final int FIXED_BYTES = 26;
    private static final int PASSWORD = 1;

    /** How many bytes it takes. */
    public int length() {
        return FIXED_BYTES
                + 3
                + id.getBytes(StandardCharsets.UTF_8).length
                + name.getBytes(StandardCharsets.UTF_8).length;
    }

    static void writeAll(ByteBuf out, List<LinkInfo> links) {
        links.forEach(link -> link.write(out));
    }

    private void write(ByteBuf out) {
        out.writeByte(kind.number()).writeByte(password ? PASSWORD : 0);
        out.writeLong(made.getEpochSecond()).writeLong(expires.getEpochSecond());
        out.writeInt((int) uses).writeInt((int) used);
        out.writeByte(id.length());
        Text.write(out, id, "id");
        out.writeShort(name.getBytes(StandardCharsets.UTF_8).length);
        Text.write(out, name, "name");
    }

    static List<LinkInfo> readAll(ByteBuf in) {
        List<LinkInfo> links = new ArrayList<>();
        while (in.isReadable()) {
            links.add(read(in));
        }
        return Collections.unmodifiableList(links);
    }

    private static LinkInfo read(ByteBuf in) {
        need(in, FIXED_BYTES + 1);
        LinkKind kind = LinkKind.of(in.readUnsignedByte());
        boolean password = (in.readUnsignedByte() & PASSWORD) != 0;
        Instant made = time(in.readLong());
        Instant expires = time(in.readLong());
        long uses = in.readUnsignedInt();
        long used = in.readUnsignedInt();
        int idLength = in.readUnsignedByte();
        need(in, idLength + Short.BYTES);
        String id = Text.read(in, idLength, "id");
        int nameLength = in.readUnsignedShort();
        need(in, nameLength);
        return new LinkInfo(id, kind, made, expires, uses, used, password, Text.read(in, nameLength, "name"));
    }

    private static void need(ByteBuf in, int length) {
        if (in.readableBytes() < length) {
            throw ProtocolException.badRequest("A link is cut off.");
        }
    }

    private static Instant time(long seconds) {
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw ProtocolException.badRequest("A time is too far away.");
        }
        return Instant.ofEpochSecond(seconds);
    }
}
