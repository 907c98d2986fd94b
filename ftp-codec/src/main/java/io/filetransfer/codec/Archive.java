package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory, or some of what is in it, in one file.
 *
 * @param names of what is wanted of the directory; all of it if there are none
 */
public record Archive(Format format, List<String> names) {
    /** The most bytes of all names together, with two for each. */
    public static final int MAX_NAMES = 60_000;

    /** Numbers are on the wire and never change. */
    public enum Format {
        ZIP(1),
        TAR(2);

        private static final ByNumber<Format> BY_NUMBER = ByNumber.of(List.of(values()), Format::number);

        private final int number;

        Format(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        static Format of(int number) {
            Format format = BY_NUMBER.find(number);
            if (format == null) {
                throw new ProtocolException(ErrorCode.UNSUPPORTED, "Unknown format of archives " + number + ".");
            }
            return format;
        }
    }

    public Archive {
        names = List.copyOf(names);
    }

    /** Whether there are no more names than an option has room for. */
    public boolean fits() {
        long length = 0;
        for (String name : names) {
            length += Short.BYTES + NameText.bytes(name).length;
        }
        return length <= MAX_NAMES;
    }

    void write(ByteBuf out) {
        out.writeByte(format.number());
        for (String name : names) {
            byte[] bytes = NameText.bytes(name);
            out.writeShort(bytes.length).writeBytes(bytes);
        }
    }

    static Archive read(ByteBuf in) {
        Format format = Format.of(in.readUnsignedByte());
        List<String> names = new ArrayList<>();
        while (in.isReadable()) {
            int length = in.readableBytes() < Short.BYTES ? 0 : in.readUnsignedShort();
            if (length == 0 || length > in.readableBytes()) {
                throw ProtocolException.badRequest("A name of the archive is cut off, or empty.");
            }
            byte[] name = new byte[length];
            in.readBytes(name);
            names.add(NameText.of(name));
        }
        return new Archive(format, names);
    }
}
