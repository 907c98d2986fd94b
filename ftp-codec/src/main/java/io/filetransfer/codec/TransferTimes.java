package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/**
 * Where the time of a transfer went on one side of it, in nanoseconds by kind. What is in none of the kinds was spent waiting
 * for the other side, or for the way there. Times of several connections add up, so a kind may be more than went by.
 *
 * <pre>
 * +---------+---------------+
 * | number  | nanoseconds   |   for each kind that is told, by number; none in a request
 * | u8      | u64           |
 * +---------+---------------+
 * </pre>
 */
public final class TransferTimes {
    /** The most kinds in an answer, those of newer servers among them. */
    static final int MAX_KINDS = 32;

    static final int KIND_BYTES = 9;

    public static final TransferTimes NONE = new TransferTimes(new long[Kind.values().length]);

    /** What time is spent with. Numbers are on the wire and never change. */
    public enum Kind {
        /** From the request to the end of the answer; on the client's side from the call to its end, for each stream. */
        TOTAL(1),
        /** Before its turn came: behind other work, for a connection, or for a free thread. */
        QUEUE(2),
        /** Reading from the disk, or writing to it. */
        DISK(3),
        /** Computing checksums. */
        DIGEST(4),
        /** Making content durable, and giving it its name. */
        SYNC(5),
        /** Held back by a limit on bandwidth. */
        PACE(6),
        /** Encrypting and decrypting; beside the others, so it is in none of them. */
        ENCRYPTION(7);

        private static final ByNumber<Kind> BY_NUMBER = ByNumber.of(List.of(values()), Kind::number);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** By ordinal. */
    private final long[] nanos;

    private TransferTimes(long[] nanos) {
        this.nanos = nanos;
    }

    public long nanos(Kind kind) {
        return nanos[kind.ordinal()];
    }

    public TransferTimes with(Kind kind, long value) {
        long[] changed = nanos.clone();
        changed[kind.ordinal()] = Math.max(0, value);
        return new TransferTimes(changed);
    }

    public TransferTimes plus(Kind kind, long more) {
        return with(kind, nanos(kind) + Math.max(0, more));
    }

    public TransferTimes plus(TransferTimes other) {
        long[] sum = nanos.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = sum[i] + other.nanos[i] < 0
                    ? Long.MAX_VALUE
                    : sum[i] + other.nanos[i]; // the other side's may be huge
        }
        return new TransferTimes(sum);
    }

    void write(ByteBuf out) {
        for (Kind kind : Kind.values()) {
            if (nanos(kind) > 0) {
                out.writeByte(kind.number()).writeLong(nanos(kind));
            }
        }
    }

    static TransferTimes read(ByteBuf in) {
        if (in.readableBytes() % KIND_BYTES != 0) {
            throw ProtocolException.badRequest("Option times is not a whole number of times.");
        }
        long[] nanos = new long[Kind.values().length];
        int before = -1;
        while (in.isReadable()) {
            int number = in.readUnsignedByte();
            long value = in.readLong();
            if (number <= before || value < 0) {
                throw ProtocolException.badRequest("Times are below 2^63, sorted, and each is there once.");
            }
            before = number;
            Kind kind = Kind.BY_NUMBER.find(number);
            if (kind != null) {
                nanos[kind.ordinal()] = value;
            }
        }
        return new TransferTimes(nanos);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransferTimes times && Arrays.equals(nanos, times.nanos);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(nanos);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("times");
        for (Kind kind : Kind.values()) {
            if (nanos(kind) > 0) {
                text.append(' ').append(kind).append('=').append(nanos(kind));
            }
        }
        return text.toString();
    }
}
