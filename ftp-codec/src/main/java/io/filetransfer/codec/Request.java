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
 * <p>A name that is not UTF-8 is in an option of its own, as its bytes, and the name here is empty; so a server that does
 * not know that option refuses the request and keeps the connection. That is a matter of the wire: here it is the name.
 *
 * @param name as the client wrote it and {@link NameText} has it; only known to have no NUL and at most {@link Limits#NAME}
 *     bytes
 * @param otherNames other readings of the same bytes, to be tried in order when {@code name} is not found. Only the
 *     legacy dialect has them, where a count of clients may stand in front of the name without a separator.
 */
public record Request(String name, Choice choice, Options options, List<String> otherNames) implements Frame.Control {
    public Request(String name, Choice choice, Options options) {
        this(name, choice, options, List.of());
    }

    /** The same with other options. */
    public Request with(Options options) {
        return new Request(name, choice, options, otherNames);
    }

    /** Whether the client waits for a go frame before it sends the body. */
    public boolean asksFirst() {
        return options.has(Option.ASK_FIRST);
    }

    /** Whether its body is one part of an upload. */
    public boolean isPart() {
        return choice == Choice.PUT && options.has(Option.UPLOAD_ID) && options.has(Option.OFFSET);
    }

    /** Whether its body goes on where an upload ends. */
    public boolean isAppend() {
        return choice == Choice.PUT && options.has(Option.APPEND);
    }

    @Override
    public FrameType type() {
        return FrameType.REQUEST;
    }

    @Override
    public void write(ByteBuf out) {
        boolean text = NameText.isText(name);
        int length = text ? ByteBufUtil.utf8Bytes(name) : 0;
        if (length > Limits.NAME) {
            throw new IllegalArgumentException("A name has at most " + Limits.NAME + " bytes, not " + length);
        }
        out.writeShort(length);
        Text.write(out, text ? name : "", "name");
        out.writeByte(choice.number());
        (text ? targetOnWire() : targetOnWire().with(Option.NAME_BYTES, name)).write(out);
    }

    private Options targetOnWire() {
        String target = options.get(Option.TARGET, "");
        return NameText.isText(target)
                ? options
                : options.without(Option.TARGET).with(Option.TARGET_BYTES, target);
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
        return read(name, choice, Options.read(in));
    }

    private static Request read(String name, Choice choice, Options options) {
        String bytes = options.get(Option.NAME_BYTES, null);
        String target = options.get(Option.TARGET_BYTES, null);
        if (bytes == null && target == null) {
            return new Request(name, choice, options);
        }
        if (bytes != null && !name.isEmpty() || target != null && options.has(Option.TARGET)) {
            throw ProtocolException.badRequest("A name is there twice.");
        }
        Options rest =
                options.without(Option.NAME_BYTES).without(Option.TARGET_BYTES).withPresent(Option.TARGET, target);
        return new Request(bytes == null ? name : bytes, choice, rest);
    }
}
