package io.filetransfer.codec.legacy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The short wait between two texts that a peer of the legacy dialect reads without a length. Writes of that time are
 * kept; the channel is not writable meanwhile, so whoever heeds that keeps a file's content back.
 */
final class LegacyPause {
    /** Our bit of the channel's user-defined writability; the traffic shapers use the lowest ones. */
    private static final int WRITABILITY_BIT = 31;

    /** Takes the writes that waited. */
    interface Writer {
        void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise);
    }

    private record Waiting(Object message, ChannelPromise promise) {}

    private final Writer writer;
    private List<Waiting> waiting;

    LegacyPause(Writer writer) {
        this.writer = writer;
    }

    void begin(ChannelHandlerContext ctx) {
        waiting = new ArrayList<>();
        setWritable(ctx, false);
        ctx.executor().schedule(() -> end(ctx), LegacyTexts.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    boolean isRunning() {
        return waiting != null;
    }

    /** Takes over {@code message} until the end of the pause. */
    void add(Object message, ChannelPromise promise) {
        waiting.add(new Waiting(message, promise));
    }

    /** Ends the pause without its writes: they are released and fail. */
    void discard() {
        List<Waiting> discarded = waiting == null ? List.of() : waiting;
        waiting = null;
        for (Waiting each : discarded) {
            ReferenceCountUtil.release(each.message);
            each.promise.tryFailure(new ClosedChannelException());
        }
    }

    private void end(ChannelHandlerContext ctx) {
        if (waiting == null) {
            return;
        }
        List<Waiting> due = waiting;
        waiting = null;
        due.forEach(each -> writer.write(ctx, each.message, each.promise));
        ctx.flush();
        setWritable(ctx, true);
    }

    private static void setWritable(ChannelHandlerContext ctx, boolean writable) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer != null) { // null: the channel is closed
            buffer.setUserDefinedWritability(WRITABILITY_BIT, writable);
        }
    }
}
