package io.filetransfer.codec.body;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * Keeps what a channel holds near to what is counted of it. Stands next to the socket; one for each channel.
 *
 * <ul>
 *   <li>Sending: the channel is not writable while more of what it sends is in memory than its {@link Window} lets, so
 *       that peers that take nothing cannot fill the memory together. Regions of files hold none, and are left to the
 *       water marks.
 *   <li>Receiving: bytes that came in a buffer far too large for them are moved to one that fits, once memory is scarce.
 *       What waits for a disk counts by its length.
 * </ul>
 */
public final class MemoryGuard extends ChannelDuplexHandler {
    /** Which of the channel's conditions of being writable this is; it has no other. */
    private static final int CONDITION = 1;

    /** A header of a few bytes has a buffer of its own. */
    private static final int MIN_COST = 256;

    private final MemoryBudget memory;
    private final Window sending;
    private ChannelHandlerContext ctx;

    public MemoryGuard(MemoryBudget memory) {
        this.memory = memory;
        this.sending = new Window(memory, this::pause);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean loose = message instanceof ByteBuf bytes && bytes.capacity() / 2 > bytes.readableBytes();
        ctx.fireChannelRead(loose && memory.isScarce() ? fitted((ByteBuf) message) : message);
    }

    private ByteBuf fitted(ByteBuf loose) {
        int length = loose.readableBytes();
        try {
            return ctx.alloc().ioBuffer(length, length).writeBytes(loose);
        } finally {
            loose.release();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ctx.write(message, promise);
            return;
        }
        int cost = Math.max(bytes.capacity(), MIN_COST);
        ChannelPromise told = promise.unvoid();
        told.addListener(written -> sending.remove(cost));
        sending.add(cost);
        ctx.write(message, told);
    }

    private void pause(boolean pause) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        if (out != null) {
            out.setUserDefinedWritability(CONDITION, !pause);
        }
    }
}
