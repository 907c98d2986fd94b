package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;

/**
 * What a server can say of content only when all of it has been sent: between the last content and the end frame. Sent only
 * to whoever asked for it, as by {@link Option#TIMES}. Laid out as a {@link Reply}.
 */
public record Trailer(Options options) implements Frame.Control {
    @Override
    public FrameType type() {
        return FrameType.TRAILER;
    }

    @Override
    public void write(ByteBuf out) {
        options.write(out);
    }

    static Trailer read(ByteBuf in) {
        return new Trailer(Options.read(in));
    }
}
