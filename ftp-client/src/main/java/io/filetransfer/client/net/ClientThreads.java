package io.filetransfer.client.net;

import io.filetransfer.codec.body.HalfClosableEpoll;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one client, all of them daemons: one event loop, a few for the local disk, those that may wait for the
 * caller's channels and consumers, and those that run callbacks. The caller's code runs on the last two only.
 *
 * <p>The loop stands alone, without a group around it: a group tells its end through Netty's global executor, whose thread
 * would keep the program alive for a second.
 */
public final class ClientThreads implements ClientPlatform {
    private static final int DISK_THREADS = 4;
    private static final long KEEP_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final ThreadPoolExecutor disk;
    private final ThreadPoolExecutor waiting;
    private final CallbackThreads callbacks;

    /** @param callbackExecutor the caller's, or null */
    public ClientThreads(Executor callbackExecutor) {
        boolean epoll = Epoll.isAvailable();
        loop = new SingleThreadIoEventLoop(
                null,
                new DefaultThreadFactory("ftp-client-loop", true),
                epoll ? HalfClosableEpoll.newFactory() : NioIoHandler.newFactory());
        channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        disk = new ThreadPoolExecutor(
                DISK_THREADS,
                DISK_THREADS,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("ftp-client-disk", true));
        disk.allowCoreThreadTimeOut(true);
        waiting = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DefaultThreadFactory("ftp-client-user", true));
        callbacks = new CallbackThreads(callbackExecutor);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Class<? extends Channel> channelType() {
        return channelType;
    }

    @Override
    public SocketAddress address(InetAddress host, int port) {
        return new InetSocketAddress(host, port);
    }

    @Override
    public Executor disk() {
        return disk;
    }

    @Override
    public Executor waiting() {
        return waiting;
    }

    @Override
    public Executor callbacks() {
        return callbacks;
    }

    /**
     * Ends the loop, then the disk threads, then those of the callbacks, each after what was handed to it. A thread that waits
     * for the caller's code, which may be the one that closes, is not waited for: it ends when that code returns.
     */
    @Override
    public void close() {
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        loop.terminationFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        waiting.shutdown();
        disk.shutdown();
        boolean interrupted = Thread.interrupted(); // whoever closes still gets all ends
        try {
            disk.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        callbacks.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
