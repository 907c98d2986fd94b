package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * The request is granted. For a choice with a body this is the head, sent before the content; for the others it says that
 * the work is done.
 *
 * <pre>
 * +-----------------+
 * | options ...     |
 * | to frame's end  |
 * +-----------------+
 * </pre>
 */
public record Reply(Options options) implements Frame.Control {
    @Override
    public FrameType type() {
        return FrameType.REPLY;
    }

    @Override
    public void write(ByteBuf out) {
        options.write(out);
    }

    static Reply read(ByteBuf in) {
        return new Reply(Options.read(in));
    }
}
