package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * The lock that is asked for.
 *
 * <pre>
 * +--------------------------------------------+---------------+------------------+
 * | bits: 1 exclusive, 2 deep, 4 refresh       | seconds, u32  | owner, UTF-8     |
 * | u8                                         |               | to option's end  |
 * +--------------------------------------------+---------------+------------------+
 * </pre>
 *
 * @param refresh whether one that is held, whose token the request names, is to last longer; then only the time counts
 * @param exclusive whether nobody else may hold one
 * @param deep with all that is below the directory, now and later
 * @param seconds how long; 0 for as long as the server likes
 * @param owner what the client says of who it is, as XML; the server only hands it on
 */
public record LockWish(boolean refresh, boolean exclusive, boolean deep, long seconds, String owner) {
    /** Of the owner, in bytes. */
    public static final int MAX_OWNER = 512;

    static final int MIN_LENGTH = 5;
    static final int MAX_LENGTH = MIN_LENGTH + MAX_OWNER;

    void write(ByteBuf out) {
        out.writeByte((exclusive ? 1 : 0) | (deep ? 2 : 0) | (refresh ? 4 : 0)).writeInt((int) seconds);
        Text.write(out, owner, "owner of a lock");
    }

    /** Reads the whole of {@code in}. */
    static LockWish read(ByteBuf in) {
        int bits = in.readUnsignedByte();
        if (bits > 7) {
            throw ProtocolException.badRequest("A kind of lock that is not known.");
        }
        long seconds = in.readUnsignedInt();
        String owner = Text.read(in, in.readableBytes(), "owner of a lock");
        return new LockWish((bits & 4) != 0, (bits & 1) != 0, (bits & 2) != 0, seconds, owner);
    }
}
