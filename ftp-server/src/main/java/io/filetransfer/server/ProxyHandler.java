package io.filetransfer.server;

import io.filetransfer.server.address.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes the header with which a proxy has to begin, has the handlers installed of the client that it names, and leaves; the
 * bytes behind it then go to them. Whoever does not begin so is closed without a word: it is no client.
 */
final class ProxyHandler extends ByteToMessageDecoder {
    private final Duration within;
    private final Consumer<InetSocketAddress> installer;
    private final Consumer<String> refused;
    private Future<?> deadline;
    private boolean over;

    /**
     * @param within the header is there by then
     * @param installer gets the client, or null where the proxy speaks for itself; adds handlers behind all others
     * @param refused gets the reason
     */
    ProxyHandler(Duration within, Consumer<InetSocketAddress> installer, Consumer<String> refused) {
        this.within = within;
        this.installer = installer;
        this.refused = refused;
    }

    /** For those that are behind this the connection begins after the header. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(() -> refuse(ctx, "no PROXY header in time"), within.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        ProxyHeader header;
        try {
            header = ProxyHeader.read(in);
        } catch (ProxyHeader.MalformedException e) {
            refuse(ctx, e.getMessage());
            return;
        }
        if (header != null) {
            over = true;
            deadline.cancel(false);
            in.skipBytes(header.length());
            installer.accept(header.client());
            ctx.fireChannelActive();
            ctx.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        if (!over) {
            over = true;
            refused.accept(reason);
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        super.userEventTriggered(ctx, event);
        if (event instanceof ChannelInputShutdownEvent && !over) {
            over = true; // as whoever only looks whether the port is open
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        deadline.cancel(false);
        super.channelInactive(ctx);
    }
}
