package io.filetransfer.server;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.path.PathWatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Ends a connection whose peer keeps it waiting: no first request in time, no further request in time, or a body that
 * comes or goes slower than the minimum rate. Looks at byte counts every few seconds; a peer that waits for this side is
 * never late. And ends one that waits for a disk that does not answer. The path of the connection is told of what goes out.
 */
final class ConnectionDeadlines extends ChannelDuplexHandler {
    /** The minimum rate is kept on average over this long, so that a pause of a few seconds is no offence. */
    static final long WINDOW_MILLIS = 30_000;

    private static final long LOOK_MILLIS = 5000;

    /** A change that has begun may take that long: nobody could be told what came of it before. */
    static final Duration LONGEST_CHANGE = Duration.ofHours(1);

    private final Supplier<ServerConfig> config;
    private final ServerConnection connection;
    private final PathWatch path;

    /** Bytes that came in, and that were handed to the transport. */
    private long read;

    private long written;

    private long requests;
    private long began;
    private long requestDueSince;
    private long stuckSince;
    private long stuckAt;
    private long windowStart;
    private long windowBase;
    /** How long the connection had been held back when the window began; it is not late in that time. */
    private long heldBefore;

    private boolean moving;
    private boolean toldLate;
    private Future<?> looking;

    /** @param config asked each time */
    ConnectionDeadlines(Supplier<ServerConfig> config, ServerConnection connection, PathWatch path) {
        this.config = config;
        this.connection = connection;
        this.path = path;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        path.opened();
        began = now(ctx);
        requestDueSince = began;
        stuckSince = began;
        long shortest = Stream.of(
                        config.get().firstFrameTimeout(),
                        config.get().idleTimeout(),
                        config.get().limits().loginTimeout(),
                        config.get().limits().commandTimeout())
                .mapToLong(Duration::toMillis)
                .min()
                .getAsLong();
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
        path.sent(written);
        ctx.write(message, promise);
    }

    private void look(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        if (out == null) {
            return;
        }
        if (connection.standing().isNobodys()
                && now(ctx) - began >= config.get().limits().loginTimeout().toNanos()) {
            if (toldLate) {
                ctx.close(); // it takes nothing that it is told
            }
            toldLate = true;
            connection.late("No login came in time.");
            return;
        }
        long unsent = out.totalPendingWriteBytes();
        Standing.Awaiting awaiting = connection.standing().awaiting();
        checkAnswers(
                ctx,
                unsent == 0
                        && awaiting == Standing.Awaiting.NOTHING
                        && !connection.standing().isHeld());
        if (unsent > 0 || awaiting == Standing.Awaiting.BODY) {
            requestDueSince = now(ctx);
            checkRate(ctx, read + connection.standing().spliced() + written - unsent + out.currentProgress());
            return;
        }
        moving = false;
        if (awaiting == Standing.Awaiting.NOTHING
                || requests != connection.standing().requests()) {
            requests = connection.standing().requests();
            requestDueSince = now(ctx);
            return;
        }
        boolean first = awaiting == Standing.Awaiting.FIRST_REQUEST;
        long timeout = (first ? config.get().firstFrameTimeout() : config.get().idleTimeout()).toNanos();
        if (now(ctx) - requestDueSince >= timeout) {
            connection.late("No request came in time.");
        }
    }

    /** What the peer waits for goes on while bytes come or go, or the disk hands something on. */
    private void checkAnswers(ChannelHandlerContext ctx, boolean waiting) {
        long done = read
                + connection.standing().spliced()
                + written
                + connection.standing().worked();
        if (!waiting || !connection.standing().isAnswering() || done != stuckAt) {
            stuckAt = done;
            stuckSince = now(ctx);
            return;
        }
        long most = config.get().limits().commandTimeout().toNanos();
        if (connection.standing().isChanging()) {
            most = Math.max(most, LONGEST_CHANGE.toNanos());
        }
        if (now(ctx) - stuckSince >= most) {
            connection.cutOff(new Failure(ErrorCode.TIMEOUT, "The server's disk did not answer in time."));
        }
    }

    private void checkRate(ChannelHandlerContext ctx, long moved) {
        long held = connection.standing().heldNanos();
        long elapsed = TimeUnit.NANOSECONDS.toMillis(now(ctx) - windowStart - (held - heldBefore));
        if (moving && elapsed < WINDOW_MILLIS) {
            return;
        }
        if (moving && (moved - windowBase) * 1000 / elapsed < config.get().minRate()) {
            connection.cutOff(new Failure(
                    ErrorCode.TOO_SLOW,
                    "Less than " + config.get().minRate() + " bytes a second moved for half a minute."));
        }
        moving = true;
        windowStart = now(ctx);
        windowBase = moved;
        heldBefore = held;
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
