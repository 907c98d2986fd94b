package io.filetransfer.codec.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets, an accepted one first of all: what the kernel says that they go by afterwards. */
@Timeout(60)
class BbrSwitchTest {
    private static final long FAR = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<String> told = new ArrayList<>();
    private EventLoopGroup loops;
    private EpollSocketChannel accepted;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux's own transport reaches the option");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        CompletableFuture<EpollSocketChannel> first = new CompletableFuture<>();
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel channel) {
                        first.complete(channel);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listener.localAddress())
                .sync();
        accepted = first.get(30, TimeUnit.SECONDS);
        onLoop(channel -> CongestionControl.set(channel, "reno")); // every process may, and every kernel has it
        assertEquals("reno", goesBy());
    }

    @AfterEach
    void close() {
        if (loops != null) {
            loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private void onLoop(Consumer<EpollSocketChannel> action) throws Exception {
        accepted.eventLoop().submit(() -> action.accept(accepted)).get(30, TimeUnit.SECONDS);
    }

    private String goesBy() throws Exception {
        return accepted.eventLoop().submit(() -> CongestionControl.of(accepted)).get(30, TimeUnit.SECONDS);
    }

    private BbrSwitch bbr(boolean wanted) {
        return new BbrSwitch(() -> wanted, (why, cause) -> told.add(why));
    }

    private boolean mayBeSet() throws Exception {
        return accepted.eventLoop()
                .submit(() -> {
                    try {
                        CongestionControl.set(accepted, CongestionControl.BBR);
                        CongestionControl.set(accepted, "reno");
                        return true;
                    } catch (ChannelException e) {
                        return false;
                    }
                })
                .get(30, TimeUnit.SECONDS);
    }

    private void watch(BbrSwitch bbr, PathLook look) throws Exception {
        onLoop(channel -> new PathWatch(() -> look, () -> bbr.apply(channel)).opened());
    }

    @Test
    void aFarConnectionIsSwitched() throws Exception {
        assumeTrue(CongestionControl.isLoaded(CongestionControl.BBR), "the kernel has no BBR loaded");
        assumeTrue(mayBeSet(), "this process may not choose BBR");
        watch(bbr(true), new PathLook(FAR, 0, 1448));
        assertEquals("bbr", goesBy());
        assertEquals(List.of(), told);
    }

    /** With what the kernel measured on loopback. */
    @Test
    void aNearOneIsNot() throws Exception {
        onLoop(channel -> bbr(true).watch(channel).opened());
        assertEquals("reno", goesBy());
    }

    @Test
    void norOneWhereNobodyWantsThat() throws Exception {
        watch(bbr(false), new PathLook(FAR, 0, 1448));
        assertEquals("reno", goesBy());
    }

    @Test
    void theKernelIsAskedForThePath() throws Exception {
        PathLook look = accepted.eventLoop().submit(() -> PathLook.at(accepted)).get(30, TimeUnit.SECONDS);
        assertEquals(true, look.roundTripNanos() > 0 && look.roundTripNanos() < TimeUnit.SECONDS.toNanos(1));
        assertEquals(0, look.retransmissions());
        assertEquals(true, look.segmentBytes() > 500);
    }

    @Test
    void whatIsNoSocketOfTheKernelIsLeftAlone() {
        EmbeddedChannel channel = new EmbeddedChannel();
        assertNull(CongestionControl.of(channel));
        assertEquals(PathLook.UNKNOWN, PathLook.at(channel));
        bbr(true).apply(channel);
        assertEquals(List.of(), told);
    }
}
