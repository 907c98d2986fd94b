package io.filetransfer.server;

import io.filetransfer.codec.InputOver;
import io.filetransfer.codec.body.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Makes a pause of reading take effect at once. One read can bring a hundred thousand tiny frames, and a decoder would
 * make objects of all of them after the connection has said stop; so a large read is handed on in steps, and the rest is
 * kept, as bytes, until reading goes on. The end of the stream waits behind it. Once the input is over, nothing is kept or
 * handed on.
 */
final class Intake extends ChannelDuplexHandler {
    /** Bytes that are decoded before a pause is heeded. */
    static final int STEP = 128 << 10;

    /** Bytes that are kept at most. A transport that heeds pauses brings one read after the pause, far less than this. */
    static final int MAX_HELD = 4 << 20;

    private final MemoryBudget memory;
    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private int heldBytes;
    private Object heldEnd;
    private boolean passing;
    private boolean readWanted;
    private boolean over;

    /** @param memory what is kept counts in it */
    Intake(MemoryBudget memory) {
        this.memory = memory;
    }

    /** Whether there is something that the decoder has not seen. */
    boolean holdsBytes() {
        return !held.isEmpty();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
        } else if (held.isEmpty() && isReading(ctx) && bytes.readableBytes() <= STEP) {
            ctx.fireChannelRead(bytes);
        } else {
            hold(ctx, bytes);
            pass(ctx);
        }
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
        held.add(bytes);
        count(bytes.readableBytes());
        if (heldBytes > MAX_HELD && !isReading(ctx)) {
            end();
            ctx.fireExceptionCaught(new IllegalStateException("A connection was read on while it was paused"));
        }
    }

    private static boolean isReading(ChannelHandlerContext ctx) {
        return ctx.channel().config().isAutoRead();
    }

    private void pass(ChannelHandlerContext ctx) {
        if (passing) {
            return;
        }
        passing = true;
        try {
            while (!held.isEmpty() && isReading(ctx)) {
                ctx.fireChannelRead(nextStep());
            }
        } finally {
            passing = false;
        }
        if (!held.isEmpty() || !isReading(ctx)) {
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
        ByteBuf first = held.peek();
        boolean whole = first.readableBytes() <= STEP;
        ByteBuf step = whole ? held.remove() : first.readRetainedSlice(STEP);
        count(-step.readableBytes());
        return step;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == InputOver.EVENT) {
            end();
        }
        if (event instanceof ChannelInputShutdownEvent && !held.isEmpty()) {
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
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        over = true;
        held.forEach(ByteBuf::release);
        held.clear();
        count(-heldBytes);
    }

    private void count(int more) {
        heldBytes += more;
        memory.take(more);
    }
}
