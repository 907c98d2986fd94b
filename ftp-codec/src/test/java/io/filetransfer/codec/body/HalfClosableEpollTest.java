package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets, as it is the kernel that tells of what a peer has closed. */
class HalfClosableEpollTest {
    /** Fits into the receiver's socket with the end of input behind it; a sender's close reaches no further than that. */
    private static final int SENT = 100_000;

    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private EventLoopGroup loops;
    private Channel listener;
    private final AtomicLong read = new AtomicLong();
    private volatile long readAtEnd = -1;

    @BeforeEach
    void listen() throws Exception {
        assumeTrue(Epoll.isAvailable());
        loops = new MultiThreadIoEventLoopGroup(1, HalfClosableEpoll.newFactory());
        listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, 4 * SENT)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.config().setRecvByteBufAllocator(new ReadSizer(new MemoryBudget(1 << 30)));
                        channel.pipeline().addLast(new Receiver());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    @AfterEach
    void stop() {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void theEndOfInputBringsNothingToAPausedConnection() throws Exception {
        try (Socket socket = connect()) {
            pauseAfterTheFirstByte(socket);
            socket.getOutputStream().write(new byte[SENT]);
            socket.shutdownOutput();
            assertNothingMoreIsRead();
            resume();
            assertEquals(SENT + 1, readAtEnd);
        }
    }

    @Test
    void aCloseBringsNothingToAPausedConnection() throws Exception {
        try (Socket socket = connect()) {
            pauseAfterTheFirstByte(socket);
            socket.getOutputStream().write(new byte[SENT]);
        }
        assertNothingMoreIsRead();
        resume();
        assertEquals(SENT + 1, readAtEnd);
    }

    /** What the socket holds does not have to come, but it comes in its order, and the end is heard. */
    @Test
    void aResetEndsAPausedConnectionWhenItIsReadAgain() throws Exception {
        Channel channel;
        try (Socket socket = connect()) {
            pauseAfterTheFirstByte(socket);
            socket.getOutputStream().write(new byte[SENT]);
            socket.setSoLinger(true, 0);
            channel = accepted.get(30, TimeUnit.SECONDS);
        }
        channel.config().setAutoRead(true);
        assertTrue(channel.closeFuture().await(30, TimeUnit.SECONDS));
    }

    private Socket connect() throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), ((InetSocketAddress) listener.localAddress()).getPort());
    }

    /** The receiver pauses itself. */
    private void pauseAfterTheFirstByte(Socket socket) throws Exception {
        socket.getOutputStream().write(1);
        accepted.get(30, TimeUnit.SECONDS);
    }

    /** The loop has had several turns in which it would have heard of something. */
    private void assertNothingMoreIsRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            accepted.get()
                    .eventLoop()
                    .schedule(() -> {}, 10, TimeUnit.MILLISECONDS)
                    .sync();
        }
        assertEquals(1, read.get());
        assertEquals(-1, readAtEnd);
    }

    private void resume() throws Exception {
        accepted.get().config().setAutoRead(true);
        assertTrue(ended.await(30, TimeUnit.SECONDS));
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            read.addAndGet(((ByteBuf) message).readableBytes());
            ReferenceCountUtil.release(message);
            if (!accepted.isDone()) {
                ctx.channel().config().setAutoRead(false);
                accepted.complete(ctx.channel());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                readAtEnd = read.get();
                ended.countDown();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
