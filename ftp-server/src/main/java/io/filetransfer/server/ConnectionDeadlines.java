package io.filetransfer.server;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose peer keeps it waiting: no first request in time, no further request in time, or a body that
 * comes or goes slower than the minimum rate. Looks at byte counts every few seconds; a peer that waits for this side is
 * never late.
 */
final class ConnectionDeadlines extends ChannelDuplexHandler {
    /** The minimum rate is kept on average over this long, so that a pause of a few seconds is no offence. */
    static final long WINDOW_MILLIS = 30_000;

    private static final long LOOK_MILLIS = 5000;

    private final ServerConfig config;
    private final ServerConnection connection;

    /** Bytes that came in, and that were handed to the transport. */
    private long read;

    private long written;

    private long requests;
    private long requestDueSince;
    private long windowStart;
    private long windowBase;
    private boolean moving;
    private Future<?> looking;

    ConnectionDeadlines(ServerConfig config, ServerConnection connection) {
        this.config = config;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        requestDueSince = now(ctx);
        long shortest = Math.min(
                config.firstFrameTimeout().toMillis(), config.idleTimeout().toMillis());
        long look = Math.max(1, Math.min(LOOK_MILLIS, shortest / 4));
        looking = ctx.executor().scheduleAtFixedRate(() -> look(ctx), look, look, TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        looking.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            read += bytes.readableBytes();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        } else if (message instanceof FileRegion region) {
            written += region.count();
        }
        ctx.write(message, promise);
    }

    private void look(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        if (out == null) {
            return;
        }
        long unsent = out.totalPendingWriteBytes();
        ServerConnection.Awaiting awaiting = connection.awaiting();
        if (unsent > 0 || awaiting == ServerConnection.Awaiting.BODY) {
            requestDueSince = now(ctx);
            checkRate(ctx, read + connection.spliced() + written - unsent + out.currentProgress());
            return;
        }
        moving = false;
        if (awaiting == ServerConnection.Awaiting.NOTHING || requests != connection.requests()) {
            requests = connection.requests();
            requestDueSince = now(ctx);
            return;
        }
        boolean first = awaiting == ServerConnection.Awaiting.FIRST_REQUEST;
        long timeout = (first ? config.firstFrameTimeout() : config.idleTimeout()).toNanos();
        if (now(ctx) - requestDueSince >= timeout) {
            connection.idle();
        }
    }

    private void checkRate(ChannelHandlerContext ctx, long moved) {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(now(ctx) - windowStart);
        if (moving && elapsed < WINDOW_MILLIS) {
            return;
        }
        if (moving && (moved - windowBase) * 1000 / elapsed < config.minRate()) {
            connection.tooSlow(new Failure(
                    ErrorCode.TOO_SLOW, "Less than " + config.minRate() + " bytes a second moved for half a minute."));
        }
        moving = true;
        windowStart = now(ctx);
        windowBase = moved;
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
