package io.filetransfer.client;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RequestDecoder;
import io.filetransfer.codec.RunningDigest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does what a test wants: one script, on a thread of its own, for each connection. */
public final class ScriptedServer implements AutoCloseable {
    /** What happens on one connection. When it returns, the connection is closed. */
    public interface Script {
        void run(Peer peer) throws Exception;
    }

    private static final long PATIENCE_SECONDS = 30;

    private final IoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService scripts = Executors.newCachedThreadPool();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Channel> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel channel;
    private final int port;

    public ScriptedServer(Script script) {
        this(0, script);
    }

    /** @param port where an earlier one has listened; 0 for any */
    public ScriptedServer(int port, Script script) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                        open.add(child);
                        Peer peer = new Peer(child, connections.getAndIncrement());
                        child.pipeline().addLast(new RequestDecoder(), new FrameEncoder(), peer);
                        scripts.execute(() -> run(script, peer));
                    }
                });
        this.channel = bind(bootstrap, new InetSocketAddress("127.0.0.1", port));
        this.port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** A selector keeps a socket that was closed, and its port, until it looks again. */
    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (bound.isSuccess() || address.getPort() == 0 || System.nanoTime() - deadline > 0) {
                return bound.syncUninterruptibly().channel();
            }
        }
    }

    private void run(Script script, Peer peer) {
        try {
            script.run(peer);
        } catch (Closed e) {
            // the client went away, as it may
        } catch (InterruptedException e) {
            // the test is over
        } catch (Exception | Error e) {
            failures.add(e);
        }
        peer.close();
        peer.discard();
    }

    int port() {
        return port;
    }

    /** Connections that were accepted so far. */
    int connections() {
        return connections.get();
    }

    /** Takes no more connections. */
    void stopListening() {
        channel.close().syncUninterruptibly();
    }

    /** A client of this server that tries everything once. */
    public ClientConfig.Builder config() {
        return ClientConfig.builder().port(port()).retries(0);
    }

    /** Scripts that went wrong. */
    public Queue<Throwable> failures() {
        return failures;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        open.forEach(Channel::close);
        scripts.shutdownNow();
        try {
            if (!scripts.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                failures.add(new AssertionError("A script does not end"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Closed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The other end of a connection, as its script sees it. Reads only what is asked for. */
    public static final class Peer extends ChannelInboundHandlerAdapter {
        private static final Object END = new Object();
        private static final int PREFACE = 0xf7465450;
        private static final int REPLY = 2;

        private final Channel channel;
        private final int number;
        private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();
        private boolean ended;
        private boolean discarding;
        private boolean prefaceSent;

        Peer(Channel channel, int number) {
            this.channel = channel;
            this.number = number;
        }

        /** How many connections came before. */
        int number() {
            return number;
        }

        @Override
        public synchronized void channelRead(ChannelHandlerContext ctx, Object message) {
            if (discarding) {
                ReferenceCountUtil.release(message);
            } else {
                frames.add(message);
            }
        }

        private synchronized void discard() {
            discarding = true;
            frames.forEach(ReferenceCountUtil::release);
            frames.clear();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (frames.isEmpty()) {
                ctx.read();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            frames.add(END);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        /** The next frame; ends the script when the client closes. */
        Frame next() throws Exception {
            if (ended) {
                throw new Closed();
            }
            if (frames.isEmpty()) {
                channel.read();
            }
            Object next = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == END) {
                ended = true;
                throw new Closed();
            }
            if (next == null) {
                throw new AssertionError("Nothing came from the client");
            }
            return (Frame) next;
        }

        /** Waits until the client closes. */
        public void awaitClose() throws Exception {
            try {
                while (true) {
                    ReferenceCountUtil.release(next());
                }
            } catch (Closed e) {
                // what was waited for
            }
        }

        public Request request() throws Exception {
            return (Request) next();
        }

        /** The content up to the end frame, both checked; or null when the client cancelled. */
        byte[] body() throws Exception {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (true) {
                Frame frame = next();
                if (frame instanceof Content content) {
                    content.bytes().readBytes(bytes, content.bytes().readableBytes());
                    content.release();
                } else if (frame instanceof End end) {
                    RunningDigest digest = new RunningDigest(end.digest().algorithm());
                    digest.update(ByteBuffer.wrap(bytes.toByteArray()));
                    if (end.length() != bytes.size() || !end.digest().equals(digest.digest())) {
                        throw new AssertionError("The end frame does not fit the content");
                    }
                    return bytes.toByteArray();
                } else if (frame instanceof Frame.Cancel) {
                    return null;
                } else {
                    throw new AssertionError("Not part of a body: " + frame);
                }
            }
        }

        public ChannelFuture send(Frame frame) {
            prefaceSent = true;
            return channel.writeAndFlush(frame);
        }

        public void reply(Options options) {
            send(new Reply(options));
        }

        /** The same with more bytes behind the options, which this side could not write. */
        public void reply(Options options, byte[] more) {
            ByteBuf payload = Unpooled.buffer();
            new Reply(options).write(payload);
            payload.writeBytes(more);
            ByteBuf frame = Unpooled.buffer();
            if (!prefaceSent) {
                frame.writeInt(PREFACE).writeByte(1);
                prefaceSent = true;
            }
            frame.writeByte(REPLY).writeInt(payload.readableBytes()).writeBytes(payload);
            raw(ByteBufUtil.getBytes(frame));
        }

        public ChannelFuture content(byte[] bytes, int offset, int length) {
            return send(Content.of(Unpooled.wrappedBuffer(bytes, offset, length)));
        }

        public void content(byte[] bytes) {
            for (int offset = 0; offset < bytes.length; offset += 100_000) {
                content(bytes, offset, Math.min(100_000, bytes.length - offset));
            }
        }

        void end(byte[] bytes) {
            end(bytes, DigestAlgorithm.CRC32C);
        }

        void end(byte[] bytes, DigestAlgorithm algorithm) {
            send(new End(bytes.length, digest(bytes, algorithm)));
        }

        /** Bytes that no encoder makes. */
        void raw(byte... bytes) {
            channel.eventLoop().execute(() -> {
                if (channel.isActive()) {
                    channel.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes));
                }
            });
        }

        void close() {
            channel.close().awaitUninterruptibly();
        }

        /** Says the last word, takes nothing more, and waits until the client closes. */
        void seeOff(Frame farewell) throws Exception {
            send(farewell);
            ((DuplexChannel) channel).shutdownOutput();
            awaitClose();
        }

        void reset() {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            close();
        }
    }

    public static Digest digest(byte[] bytes, DigestAlgorithm algorithm) {
        RunningDigest digest = new RunningDigest(algorithm);
        digest.update(ByteBuffer.wrap(bytes));
        return digest.digest();
    }
}
