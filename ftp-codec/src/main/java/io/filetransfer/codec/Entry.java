package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * One line of a listing. Entries follow each other in the content of a LIST reply; none is cut by the end of a content
 * frame.
 *
 * <pre>
 * +-------------+-------------+----------------+----------------+
 * | name length | name        | options length | options ...    |
 * | u16         |             | u16            |                |
 * +-------------+-------------+----------------+----------------+
 * </pre>
 *
 * @param name path below the listed directory, with {@code /} between its components; as {@link NameText} has it
 * @param options kind, and size, time, mode, version where they are known
 */
public record Entry(String name, Options options) {
    /** The most bytes that an entry takes: less than whoever reads a listing has room for at the least. */
    public static final int MAX_LENGTH = 2 + Limits.NAME + 2 + 11 * 1024;

    public void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeShort(0);
        Text.writeName(out, name, "entry's name");
        int length = out.writerIndex() - start - Short.BYTES;
        if (length == 0 || length > Limits.NAME) {
            throw new IllegalArgumentException("An entry's name has 1 to " + Limits.NAME + " bytes, not " + length);
        }
        out.setShort(start, length);
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        options.write(out);
        out.setShort(lengthAt, out.writerIndex() - lengthAt - Short.BYTES);
    }

    /** Reads one entry and advances, or returns null and leaves {@code in} as it is when the entry is not yet whole. */
    public static Entry read(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return null;
        }
        int nameLength = in.getUnsignedShort(start);
        if (nameLength == 0 || nameLength > Limits.NAME) {
            throw ProtocolException.badRequest("An entry's name has " + nameLength + " bytes.");
        }
        if (in.readableBytes() < 2 + nameLength + 2) {
            return null;
        }
        int optionsLength = in.getUnsignedShort(start + 2 + nameLength);
        if (2 + nameLength + 2 + optionsLength > MAX_LENGTH) {
            throw ProtocolException.badRequest("An entry has over " + MAX_LENGTH + " bytes.");
        }
        if (in.readableBytes() < 2 + nameLength + 2 + optionsLength) {
            return null;
        }
        in.skipBytes(2);
        String name = Text.readName(in, nameLength, "entry's name");
        in.skipBytes(2);
        return new Entry(name, Options.read(in.readSlice(optionsLength)));
    }
}
