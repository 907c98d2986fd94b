package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * The first bytes of both directions of a native connection.
 *
 * <pre>
 *  0      1      2      3      4      5
 * +------+------+------+------+---------+
 * | 0xF7 | 0x46 | 0x54 | 0x50 | version |
 * |      | 'F'  | 'T'  | 'P'  | u8      |
 * +------+------+------+------+---------+
 * </pre>
 *
 * 0xF7 begins no UTF-8 text and no TLS record, so one byte tells this dialect from every other.
 */
public final class Preface {
    public static final int FIRST_BYTE = 0xF7;
    /** The version of the protocol that this code speaks, and the only one. */
    public static final int VERSION = 1;

    static final int LENGTH = 5;
    private static final int MAGIC = 0xF7465450;

    private Preface() {}

    static void write(ByteBuf out) {
        out.writeInt(MAGIC).writeByte(VERSION);
    }

    /** Refuses readable bytes that are not the beginning of a preface, as soon as that is certain. */
    static void checkPrefix(ByteBuf in) {
        int count = Math.min(in.readableBytes(), Integer.BYTES);
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != (byte) (MAGIC >>> (24 - 8 * i))) {
                throw ProtocolException.badRequest("The connection does not begin with this protocol's preface.");
            }
        }
    }
}
