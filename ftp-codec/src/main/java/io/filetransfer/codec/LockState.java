package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A lock that is held on a file or directory, or on a directory above it with all that is below.
 *
 * <pre>
 * +--------------------------+-------------+---------+---------------+-------+---------------+-------+
 * | bits: 1 exclusive 2 deep | levels up   | seconds | token length  | token | owner length  | owner |
 * | u8                       | u8          | u32     | u8            |       | u16           |       |
 * +--------------------------+-------------+---------+---------------+-------+---------------+-------+
 * </pre>
 *
 * @param levelsUp how many directories above the name the lock was taken; 0 for itself
 * @param seconds that it lasts from now on, unless it is refreshed
 * @param token by which its holder shows that it has the lock; empty for whoever is not to know it
 * @param owner as its holder said it, as XML
 */
public record LockState(boolean exclusive, boolean deep, int levelsUp, long seconds, String token, String owner) {
    /** As many are told of a name. */
    public static final int MOST = 4;

    static final int MAX_LENGTH = MOST * (9 + StateConditions.MAX_TOKEN + LockWish.MAX_OWNER);

    static void write(ByteBuf out, List<LockState> locks) {
        for (LockState lock : locks) {
            out.writeByte((lock.exclusive ? 1 : 0) | (lock.deep ? 2 : 0)).writeByte(lock.levelsUp);
            out.writeInt((int) lock.seconds);
            int tokenAt = out.writerIndex();
            out.writeByte(0);
            Text.write(out, lock.token, "token");
            out.setByte(tokenAt, out.writerIndex() - tokenAt - 1);
            int ownerAt = out.writerIndex();
            out.writeShort(0);
            Text.write(out, lock.owner, "owner of a lock");
            out.setShort(ownerAt, out.writerIndex() - ownerAt - Short.BYTES);
        }
    }

    /** Reads the whole of {@code in}. */
    static List<LockState> read(ByteBuf in) {
        List<LockState> locks = new ArrayList<>();
        while (in.isReadable()) {
            int bits = OptionValues.number(in, 1);
            if (bits > 3 || locks.size() == MOST) {
                throw ProtocolException.badRequest("Locks that are not known, or too many.");
            }
            int levelsUp = OptionValues.number(in, 1);
            long seconds = Integer.toUnsignedLong((OptionValues.number(in, 2) << 16) | OptionValues.number(in, 2));
            String token = Text.read(in, OptionValues.length(in, 1), "token");
            String owner = Text.read(in, OptionValues.length(in, Short.BYTES), "owner of a lock");
            locks.add(new LockState((bits & 1) != 0, (bits & 2) != 0, levelsUp, seconds, token, owner));
        }
        return List.copyOf(locks);
    }
}
