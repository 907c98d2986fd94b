package io.filetransfer.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * Makes a pause of reading take effect at once. One read can bring a hundred thousand tiny frames, and a decoder would
 * make objects of all of them after the connection has said stop; so a large read is handed on in steps, and the rest is
 * kept, as bytes, until reading goes on. The end of the stream waits behind it.
 */
final class Intake extends ChannelDuplexHandler {
    /** Bytes that are decoded before a pause is heeded. */
    static final int STEP = 128 << 10;

    private ByteBuf held;
    private Object heldEnd;
    private boolean passing;
    private boolean readWanted;

    /** Whether there is something that the decoder has not seen. */
    boolean holdsBytes() {
        return held != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean paused = !ctx.channel().config().isAutoRead();
        if (held == null && !paused && bytes.readableBytes() <= STEP) {
            ctx.fireChannelRead(bytes);
            return;
        }
        held = held == null ? bytes : Unpooled.wrappedBuffer(held, bytes);
        pass(ctx);
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return;
        }
        passing = true;
        try {
            while (held != null && ctx.channel().config().isAutoRead()) {
                ctx.fireChannelRead(nextStep());
            }
        } finally {
            passing = false;
        }
        if (held != null || !ctx.channel().config().isAutoRead()) {
            return;
        }
        if (heldEnd != null) {
            Object end = heldEnd;
            heldEnd = null;
            ctx.fireUserEventTriggered(end);
        }
        if (readWanted) {
            readWanted = false;
            ctx.read();
        }
    }

    private ByteBuf nextStep() {
        if (held.readableBytes() > STEP) {
            return held.readRetainedSlice(STEP);
        }
        ByteBuf last = held;
        held = null;
        return last;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && held != null) {
            heldEnd = event;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Comes when reading goes on, and from decoders that wait for more; these do not know of a pause. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        readWanted = true;
        pass(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
