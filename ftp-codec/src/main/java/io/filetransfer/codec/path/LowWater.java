package io.filetransfer.codec.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * Has the kernel wake the loop for many packets at once (SO_RCVLOWAT) while content comes. Across a distance each packet
 * comes alone, and to take each alone costs more than a processor core at a gigabit.
 *
 * <p>It never waits for more than certainly comes: what is left of a content frame. When less has come than is waited for
 * and nothing follows for a moment, the loop gets what is there. Behind the decoder; lives on the loop.
 */
public final class LowWater extends ChannelInboundHandlerAdapter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVLOWAT = 18;
    private static final IntegerUnixChannelOption OPTION =
            new IntegerUnixChannelOption("SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT);

    /** A millisecond of a gigabit. */
    static final int MOST = 128 << 10;

    /** With less to come it is not worth a system call. */
    static final int LEAST = 8 << 10;

    /** So much may have come from the socket and wait for the rest of a record to be decrypted. */
    private static final int RECORDS = 32 << 10;

    /** Woken more often than that, it waits for twice as much; less often than the other, for half. */
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long bytes may lie there because others are waited for. */
    private static final long LOOK_MILLIS = 50;

    private final IntSupplier coming;
    private final IntConsumer socket;
    private int size = LEAST;
    private int waitsFor = 1;
    private long last;
    private long reads;
    private long readsThen;
    private boolean looking;

    /**
     * @param coming bytes that are certainly still to come
     * @param socket is told for how many bytes at least the loop is to be woken
     */
    LowWater(IntSupplier coming, IntConsumer socket) {
        this.coming = coming;
        this.socket = socket;
    }

    /** Puts one behind the decoder of that name, if the channel is a socket of the kernel. */
    public static void addTo(Channel channel, String decoder, IntSupplier coming) {
        if (channel instanceof EpollSocketChannel epoll) {
            IntConsumer socket = bytes -> epoll.config().setOption(OPTION, bytes);
            int before = channel.pipeline().get(SslHandler.class) == null ? 0 : RECORDS;
            IntSupplier fromSocket = () -> coming.getAsInt() - before;
            channel.pipeline().addAfter(decoder, "low-water", new LowWater(fromSocket, socket));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (!ctx.channel().isOpen()) {
            return;
        }
        reads++;
        long now = ctx.executor().ticker().nanoTime();
        long elapsed = now - last;
        last = now;
        if (elapsed < QUICK_NANOS) {
            size = Math.min(MOST, size * 2);
        } else if (elapsed > SLOW_NANOS) {
            size = Math.max(LEAST, size / 2);
        }
        int left = coming.getAsInt();
        waitFor(left < LEAST ? 1 : Integer.highestOneBit(Math.min(size, left)));
        lookLater(ctx);
    }

    private void waitFor(int bytes) {
        if (bytes != waitsFor) {
            waitsFor = bytes;
            socket.accept(bytes);
        }
    }

    private void lookLater(ChannelHandlerContext ctx) {
        if (waitsFor > 1 && !looking) {
            looking = true;
            readsThen = reads;
            ctx.executor().schedule(() -> look(ctx), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look(ChannelHandlerContext ctx) {
        looking = false;
        if (!ctx.channel().isOpen()) {
            return;
        }
        if (reads == readsThen) {
            size = LEAST;
            waitFor(1);
        }
        lookLater(ctx);
    }
}
