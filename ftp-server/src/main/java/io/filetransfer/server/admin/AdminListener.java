package io.filetransfer.server.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Listens for operators and monitoring. A connection has one request, its answer, and a time for both. */
public final class AdminListener implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Connections at once, beyond which new ones are closed. */
    private static final int MOST = 32;

    /** From the connection to the end of its answer. */
    private static final int SECONDS = 20;

    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEAD = 16 << 10;

    private final Map<String, AdminPage> pages;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("ftp-admin", true), NioIoHandler.newFactory());
    private final AtomicInteger connections = new AtomicInteger();
    private final List<AdminSocket> sockets = new ArrayList<>();

    /** @param pages by path */
    public AdminListener(Map<String, AdminPage> pages) {
        this.pages = Map.copyOf(pages);
    }

    /** Runs what is to be done now and then; for what waits for nothing. */
    public ScheduledExecutorService timer() {
        return loop;
    }

    /**
     * @return the address with the port that was taken
     * @throws IOException with a sentence for the operator
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        return (InetSocketAddress)
                bind(NioServerSocketChannel.class, address, false).localAddress();
    }

    /**
     * @param group whether the group of the file may use it too
     * @throws IOException with a sentence for the operator
     */
    public void listen(Path path, boolean group) throws IOException {
        AdminSocket socket = AdminSocket.prepare(path);
        sockets.add(socket);
        bind(NioServerDomainSocketChannel.class, socket.address(), true);
        socket.publish(group);
    }

    private Channel bind(Class<? extends ServerChannel> type, SocketAddress address, boolean socket)
            throws IOException {
        try {
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(loop)
                    .channel(type)
                    .option(ChannelOption.SO_BACKLOG, MOST)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            assemble(channel, socket);
                        }
                    });
            return bootstrap.bind(address).sync().channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        } catch (Exception e) {
            throw new IOException("cannot listen for administration on " + address + ": " + e.getMessage(), e);
        }
    }

    private void assemble(Channel channel, boolean socket) {
        if (connections.incrementAndGet() > MOST) {
            channel.close();
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
        channel.pipeline()
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEAD)))
                .addLast(new AdminRequests())
                .addLast(new AdminHandler(pages, socket));
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        for (AdminSocket socket : sockets) {
            try {
                socket.remove();
            } catch (IOException e) {
                LOG.warn("the administration socket could not be removed", e);
            }
        }
    }
}
