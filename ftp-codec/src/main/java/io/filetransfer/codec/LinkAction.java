package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What is to be done about links. Never printed: the text may be a password.
 *
 * <pre>
 * +--------+---------+-------+------------+
 * | what   | seconds | uses  | text       |
 * | u8     | u32     | u32   | UTF-8 ...  |
 * +--------+---------+-------+------------+
 * </pre>
 *
 * @param seconds how long a new link is open; 0 for the server's usual time
 * @param uses how often a new link may be used; 0 for any number
 * @param text of a new link the password, which may be empty for none; of a revocation the id; of a list the last id that is
 *     known, empty at the beginning
 */
public record LinkAction(What what, long seconds, long uses, String text) {
    static final int FIXED_BYTES = 9;
    static final int MAX_TEXT = 1024;
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    /** The number is on the wire. */
    public enum What {
        /** A link to get the file or directory of the request's name. */
        MAKE_DOWNLOAD(1),
        /** A link to put files into the directory of the request's name. */
        MAKE_UPLOAD(2),
        /** The user's own links. */
        LIST(3),
        REVOKE(4),
        /** What the link is by which the request is served. By HTTP only. */
        SHOW(5);

        private static final ByNumber<What> BY_NUMBER = ByNumber.of(List.of(values()), what -> what.number);

        private final int number;

        What(int number) {
            this.number = number;
        }

        public boolean makes() {
            return this == MAKE_DOWNLOAD || this == MAKE_UPLOAD;
        }
    }

    public LinkAction {
        if (seconds < 0 || seconds > MAX_U32 || uses < 0 || uses > MAX_U32) {
            throw new IllegalArgumentException("Seconds and uses are numbers of 32 bits");
        }
    }

    public static LinkAction list(String after) {
        return new LinkAction(What.LIST, 0, 0, after);
    }

    public static LinkAction revoke(String id) {
        return new LinkAction(What.REVOKE, 0, 0, id);
    }

    void write(ByteBuf out) {
        out.writeByte(what.number).writeInt((int) seconds).writeInt((int) uses);
        Text.write(out, text, "text");
    }

    static LinkAction read(ByteBuf in) {
        What what = What.BY_NUMBER.find(in.readUnsignedByte());
        if (what == null) {
            throw new ProtocolException(ErrorCode.UNSUPPORTED, "This is not known to be done about links.");
        }
        return new LinkAction(
                what, in.readUnsignedInt(), in.readUnsignedInt(), Text.read(in, in.readableBytes(), "text"));
    }

    @Override
    public String toString() {
        return "LinkAction[" + what + ", " + seconds + " s, " + uses + " uses, text hidden]";
    }
}
