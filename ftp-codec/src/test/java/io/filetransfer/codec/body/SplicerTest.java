package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.RequestDecoder;
import io.filetransfer.codec.RunningDigest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets and files, as pipes of the kernel have no stand-in; only where those are to be had. */
class SplicerTest {
    private static final int BODIES = 60;
    private static final int MAX_BODY = 5 << 20;

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SplicePipes pipes = new SplicePipes(threads);
    private final Queue<Digest> received = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(BODIES);
    private EventLoopGroup loops;
    private final AtomicLong spliced = new AtomicLong();

    @BeforeEach
    void requirePipes() {
        assumeTrue(Epoll.isAvailable() && pipes.available());
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterEach
    void stop() {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        threads.shutdown();
        pipes.close();
    }

    /** A body begins while all the connection's pipes still hold what came of those before it. */
    @Test
    void bodiesFollowEachOtherThoughTheDiskIsSlow() throws Exception {
        allArrive(null);
        assertTrue(spliced.get() > 0);
    }

    /** What is in the socket is not what the decoder gets. */
    @Test
    void nothingIsTakenFromTheSocketUnderTls() throws Exception {
        allArrive(Tls.in(directory));
        assertEquals(0, spliced.get());
    }

    private void allArrive(Tls tls) throws Exception {
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ReadSizer reads = new ReadSizer(new MemoryBudget(1 << 30));
                        channel.config().setRecvByteBufAllocator(reads);
                        RequestDecoder decoder = new RequestDecoder();
                        if (tls != null) {
                            channel.pipeline().addLast(tls.server());
                        }
                        channel.pipeline()
                                .addLast(decoder, new Receiver(new Splicer(channel, pipes, reads, decoder), channel));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        List<Digest> sent = new ArrayList<>();
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        try (Socket socket = tls == null ? new Socket(InetAddress.getLoopbackAddress(), port) : tls.client(port)) {
            send(socket.getOutputStream(), sent);
            assertTrue(ended.await(60, TimeUnit.SECONDS), () -> ended.getCount() + " bodies are missing, " + failures);
        }
        listener.close().sync();
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(sent, List.copyOf(received));
    }

    private static void send(OutputStream socket, List<Digest> sent) throws IOException {
        Random random = new Random(7);
        EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
        for (int i = 0; i < BODIES; i++) {
            byte[] content = new byte[1 + random.nextInt(MAX_BODY)];
            random.nextBytes(content);
            RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
            digest.update(ByteBuffer.wrap(content));
            encoder.writeOutbound(new Request("body", Choice.PUT, Options.NONE));
            for (int from = 0; from < content.length; from += 4 << 20) {
                int length = Math.min(4 << 20, content.length - from);
                encoder.writeOutbound(Content.of(Unpooled.wrappedBuffer(content, from, length)));
            }
            encoder.writeOutbound(new End(content.length, digest.digest()));
            sent.add(digest.digest());
            for (ByteBuf out = encoder.readOutbound(); out != null; out = encoder.readOutbound()) {
                out.readBytes(socket, out.readableBytes());
                out.release();
            }
        }
        encoder.finishAndReleaseAll();
    }

    private final class Receiver extends ChannelInboundHandlerAdapter implements Splicer.Owner {
        private final Splicer splicer;
        private final Channel channel;
        private final Executor lane = new SerialExecutor(threads);
        private final Executor slowDisk = task -> lane.execute(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            task.run();
        });
        private final Window window = new Window(new MemoryBudget(1 << 30), this::pauseForDisk);
        private BodySink sink;
        private FileChannel file;
        private boolean diskFull;
        private boolean pipesFull;

        Receiver(Splicer splicer, Channel channel) {
            this.splicer = splicer;
            this.channel = channel;
            splicer.owner(this);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
            if (message instanceof Request) {
                file = FileChannel.open(
                        directory.resolve("received"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                sink = new BodySink(
                        new Writer(file), 0, MAX_BODY, DigestAlgorithm.CRC32C, slowDisk, window, failures::add);
            } else if (message instanceof Content content) {
                sink.add(content.bytes());
                splicer.contentRead(sink);
            } else if (message instanceof End) {
                splicer.bodyEnded();
                BodySink whole = sink;
                FileChannel written = file;
                whole.end(() -> {
                    received.add(whole.digest().digest());
                    close(written);
                    ended.countDown();
                });
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failures.add(cause);
        }

        @Override
        public void taken(long length) {
            spliced.addAndGet(length);
        }

        @Override
        public boolean holdsBytes() {
            return false;
        }

        /** A pause is told on the loop and takes effect at once: the end of it, from a disk thread, must come behind. */
        private void pauseForDisk(boolean pause) {
            Runnable task = () -> {
                diskFull = pause;
                read();
            };
            if (channel.eventLoop().inEventLoop()) {
                task.run();
            } else {
                channel.eventLoop().execute(task);
            }
        }

        @Override
        public void pauseForPipes(boolean pause) {
            pipesFull = pause;
            read();
        }

        private void close(FileChannel written) {
            try {
                written.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }

        private void read() {
            channel.config().setAutoRead(!diskFull && !pipesFull);
        }
    }

    /** Of one body after the other, in one file. */
    private record Writer(FileChannel file) implements BodyWriter {
        @Override
        public void write(ByteBuffer content, long position) throws IOException {
            while (content.hasRemaining()) {
                position += file.write(content, position);
            }
        }

        @Override
        public FileChannel channel() {
            return file;
        }
    }
}
