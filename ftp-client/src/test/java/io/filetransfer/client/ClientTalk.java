package io.filetransfer.client;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.client.net.ClientPlatform;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.RequestDecoder;
import io.filetransfer.codec.path.PathLook;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A whole client, with its pool, connections, retries and files, and the server's end of each of its connections, in the
 * test's own thread: nothing moves but by {@link #settle}, and no time passes but by {@link #pass}.
 */
final class ClientTalk implements ClientPlatform, AutoCloseable {
    /** Between two looks at the clock; shorter than any wait that is tested. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final LocalAddress address = new LocalAddress(ClientTalk.class);
    private final Queue<Runnable> disk = new ArrayDeque<>();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Retry> retries = new ArrayList<>();
    private Channel listener;
    private boolean diskStands;
    private PathLook path = PathLook.UNKNOWN;
    private final Queue<Runnable> afterwards = new ArrayDeque<>();
    /** As in earnest, disk work is not on the loop's thread; that waits for it, so that nothing happens at once. */
    private final ExecutorService diskThread = Executors.newSingleThreadExecutor();

    /** What the server does with each frame that comes. */
    private Consumer<Peer> script = peer -> {};

    final FileTransferClient client;

    ClientTalk(Path state) {
        this(state, config -> {});
    }

    ClientTalk(Path state, Consumer<ClientConfig.Builder> adjust) {
        listen();
        ClientConfig.Builder config =
                ClientConfig.builder().host("127.0.0.1").port(1).stateDirectory(state);
        adjust.accept(config);
        config.retryListener(new RetryListener() {
            @Override
            public void retrying(Retry retry) {
                retries.add(retry);
            }
        });
        client = FileTransferClient.open(config.build(), new BackOff(() -> 0.5), this);
    }

    /** The server takes connections. */
    void listen() {
        listen(true);
    }

    /** The server's machine is there, and connections to it are neither taken nor refused until {@link #accept}. */
    void stopAccepting() {
        listener.close();
        settle();
        listen(false);
    }

    /** Takes connections again, and those that wait. */
    void accept() {
        listener.config().setAutoRead(true);
    }

    private void listen(boolean accepts) {
        listener = new ServerBootstrap()
                .group(loop)
                .option(ChannelOption.AUTO_READ, accepts)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Peer peer = new Peer(channel, peers.size(), told -> script.accept(told));
                        peers.add(peer);
                        channel.pipeline().addLast(new RequestDecoder(), new FrameEncoder(), peer);
                    }
                })
                .bind(address)
                .channel();
        settle();
    }

    /** The server is as far away as that, for connections that are made from now on. */
    void roundTrip(Duration time) {
        path = new PathLook(time.toNanos(), 0, 1448);
    }

    @Override
    public PathLook path(Channel channel) {
        return path;
    }

    /** The server is gone, with all its connections. */
    void goAway() {
        listener.close();
        peers.forEach(Peer::cut);
        settle();
    }

    /** From now on {@code script} is called after each frame that came on a connection, and when one is made. */
    void script(Consumer<Peer> script) {
        this.script = script;
    }

    /** The server's ends of all connections so far, in their order. */
    List<Peer> peers() {
        return peers;
    }

    Peer last() {
        return peers.get(peers.size() - 1);
    }

    /** What the client said about waiting, so far. */
    List<Retry> retries() {
        return retries;
    }

    /** The disk does nothing from now on, or works again. */
    void diskStands(boolean stands) {
        diskStands = stands;
    }

    /** Lets everything happen that can happen now. */
    ClientTalk settle() {
        boolean moved;
        do {
            moved = loop.runNow() > 0;
            Runnable task = diskStands ? null : disk.poll();
            if (task != null) {
                onDiskThread(task);
                moved = true;
            } else if (!moved && !afterwards.isEmpty()) {
                afterwards.remove().run();
                moved = true;
            }
        } while (moved);
        return this;
    }

    private void onDiskThread(Runnable task) {
        try {
            diskThread.submit(task).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Disk work failed", e);
        }
    }

    /** When nothing moves any more: what a server does once all that it has sent has arrived. */
    void afterwards(Runnable step) {
        afterwards.add(step);
    }

    /** Lets time pass, and everything happen in it. */
    ClientTalk pass(Duration time) {
        long left = time.toNanos();
        while (left > 0) {
            long step = Math.min(left, STEP_NANOS);
            ticker.advance(step, TimeUnit.NANOSECONDS);
            left -= step;
            settle();
        }
        return this;
    }

    /** Since the clock began. */
    Duration now() {
        return Duration.ofNanos(ticker.nanoTime());
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Class<? extends Channel> channelType() {
        return LocalChannel.class;
    }

    @Override
    public SocketAddress address(InetAddress host, int port) {
        return address;
    }

    @Override
    public Executor disk() {
        return disk::add;
    }

    @Override
    public Executor waiting() {
        return Runnable::run;
    }

    @Override
    public Executor callbacks() {
        return Runnable::run;
    }

    /** Called by the client's own {@link FileTransferClient#close}. */
    @Override
    public void close() {
        settle();
    }

    /** Ends client and server; fails when anything of them stays. */
    void end() {
        client.close();
        settle();
        listener.close();
        peers.forEach(Peer::cut);
        settle();
        peers.forEach(Peer::end);
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        settle();
        diskThread.shutdown();
        if (!disk.isEmpty()) {
            throw new AssertionError("Disk work was left: " + disk.size());
        }
    }
}
