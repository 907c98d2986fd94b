package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * The first frame of every exchange: file name, then choice, then options.
 *
 * <pre>
 * +-------------+------------------+--------+-----------------+
 * | name length | name, UTF-8      | choice | options ...     |
 * | u16         | name length bytes| u8     | to frame's end  |
 * +-------------+------------------+--------+-----------------+
 * </pre>
 *
 * @param name as the client wrote it; only known to be UTF-8 without NUL and not longer than {@link Limits#NAME}
 * @param otherNames other readings of the same bytes, to be tried in order when {@code name} is not found. Only the
 *     seed's dialect has them, where a count of clients may stand in front of the name without a separator.
 */
public record Request(String name, Choice choice, Options options, List<String> otherNames) implements Frame.Control {
    public Request(String name, Choice choice, Options options) {
        this(name, choice, options, List.of());
    }

    /** Whether the client waits for a go frame before it sends the body. */
    public boolean asksFirst() {
        return options.has(Option.ASK_FIRST);
    }

    @Override
    public FrameType type() {
        return FrameType.REQUEST;
    }

    @Override
    public void write(ByteBuf out) {
        int length = ByteBufUtil.utf8Bytes(name);
        if (length > Limits.NAME) {
            throw new IllegalArgumentException("A name has at most " + Limits.NAME + " bytes, not " + length);
        }
        out.writeShort(length);
        Text.write(out, name, "name");
        out.writeByte(choice.number());
        options.write(out);
    }

    static Request read(ByteBuf in) {
        int length = in.readUnsignedShort();
        if (length > Limits.NAME) {
            throw new ProtocolException(
                    ErrorCode.BAD_NAME, "A name has at most " + Limits.NAME + " bytes, not " + length + ".");
        }
        if (length + 1 > in.readableBytes()) {
            throw ProtocolException.badRequest("The name is longer than its frame.");
        }
        String name = Text.read(in, length, "name");
        Choice choice = Choice.of(in.readUnsignedByte());
        return new Request(name, choice, Options.read(in));
    }
}
