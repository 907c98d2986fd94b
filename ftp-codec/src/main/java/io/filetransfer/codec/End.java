package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * The end of a body, of an empty one too: what was sent is whole only if this frame came.
 *
 * <pre>
 * +--------------------+-----------+------------------+
 * | length of the body | algorithm | digest of the    |
 * | u64                | u8        | body's content   |
 * +--------------------+-----------+------------------+
 * </pre>
 *
 * @param length bytes of content in all content frames of the body, 0 or more
 */
public record End(long length, Digest digest) implements Frame.Control {
    @Override
    public FrameType type() {
        return FrameType.END;
    }

    @Override
    public void write(ByteBuf out) {
        out.writeLong(length);
        digest.write(out);
    }

    static End read(ByteBuf in) {
        long length = in.readLong();
        if (length < 0) {
            throw ProtocolException.badRequest("The length of a body is over 2^63 - 1.");
        }
        return new End(length, Digest.read(in));
    }
}
