package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.FrameEncoder;
import io.filetransfer.codec.ReplyDecoder;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Seeds;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages that have left memory when a region is to be sent: over real sockets, as what is tested is in which order a
 * transport asks a region.
 */
class AbsentPagesTest {
    private static final byte[] CONTENT = Seeds.bytes(new Random(3), (9 << 20) + 77);

    @TempDir
    private Path directory;

    private final ExecutorService disk = Executors.newSingleThreadExecutor();
    private final CompletableFuture<ChannelFuture> written = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final MemoryBudget memory = new MemoryBudget(64 << 20);
    private EventLoopGroup loops;
    private FileChannel file;
    private boolean known;
    private boolean broken;
    /** Whether the pages are there at the nth look of the event loop. */
    private IntPredicate present = look -> true;

    private volatile boolean readOnLoop;
    /** Null without. */
    private Tls tls;

    @BeforeEach
    void write() throws IOException {
        file = FileChannel.open(Files.write(directory.resolve("file"), CONTENT));
    }

    @AfterEach
    void stop() throws Exception {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        closed.get(30, TimeUnit.SECONDS);
        disk.shutdown();
        file.close();
        assertFalse(readOnLoop);
        assertEquals(0, memory.taken());
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, all", "true, true, none", "true, true, first", "true, true, third",
        "true, false, all", "true, false, none", "true, false, first", "true, false, third",
        "false, true, all", "false, true, none", "false, true, first", "false, true, third",
        "false, false, all", "false, false, none", "false, false, first", "false, false, third",
    })
    void everythingArrivesInOrder(boolean epoll, boolean known, String absent) throws Exception {
        this.known = known;
        present = look -> switch (absent) {
            case "all" -> false;
            case "first" -> look != 0;
            case "third" -> look != 2;
            default -> true;
        };
        assertArrives(epoll);
        assertEquals(!absent.equals("none"), again.get() > 0);
        assertTrue(looks.get() > 0);
        assertTrue(written.get().isSuccess());
    }

    /** An encrypted connection has other bytes than the file, so no region may meet it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingArrivesUnderTls(boolean epoll) throws Exception {
        tls = Tls.in(directory);
        known = true;
        assertArrives(epoll);
        assertEquals(0, looks.get());
        assertTrue(written.get().isSuccess());
    }

    private void assertArrives(boolean epoll) throws Exception {
        EmbeddedChannel decoder = receive(epoll);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Object last = null;
        for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
            last = frame;
            if (frame instanceof Content chunk) {
                chunk.bytes().readBytes(content, chunk.bytes().readableBytes());
                chunk.release();
            }
        }
        assertArrayEquals(CONTENT, content.toByteArray());
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        digest.update(ByteBuffer.wrap(CONTENT));
        assertEquals(new End(CONTENT.length, digest.digest()), last);
    }

    /** The frame has its length already, so no error frame can follow. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestThatCannotBeReadFailsTheWrite(boolean epoll) throws Exception {
        present = look -> false;
        broken = true;
        receive(epoll).finishAndReleaseAll();
        assertInstanceOf(IOException.class, written.get(30, TimeUnit.SECONDS).cause());
    }

    /** All that is sent until the other side closes, decoded. */
    private EmbeddedChannel receive(boolean epoll) throws Exception {
        assumeTrue(!epoll || Epoll.isAvailable());
        loops = new MultiThreadIoEventLoopGroup(1, epoll ? HalfClosableEpoll.newFactory() : NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new RegionSizeEstimator())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 2 << 20))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.server());
                        }
                        channel.pipeline().addLast(new FrameEncoder(), new ChunkedWriteHandler(), new Sender());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        EmbeddedChannel decoder = new EmbeddedChannel(new ReplyDecoder());
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        try (Socket socket = tls == null ? new Socket(InetAddress.getLoopbackAddress(), port) : tls.client(port)) {
            socket.setSoTimeout(30_000);
            byte[] buffer = new byte[1 << 16];
            for (int count = socket.getInputStream().read(buffer);
                    count >= 0;
                    count = socket.getInputStream().read(buffer)) {
                decoder.writeInbound(Unpooled.copiedBuffer(buffer, 0, count));
            }
        }
        written.get(30, TimeUnit.SECONDS);
        return decoder;
    }

    private final class Sender extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            BodySource source = new BodySource(
                    new Reader(),
                    0,
                    CONTENT.length,
                    DigestAlgorithm.CRC32C,
                    new Outlet(ctx.channel(), memory, new Stalls(), Absent::new),
                    disk,
                    cause -> new Failure(ErrorCode.INTERNAL, "It failed."));
            source.start(ctx.pipeline().get(ChunkedWriteHandler.class)::resumeTransfer);
            ctx.writeAndFlush(source).addListener(done -> {
                written.complete((ChannelFuture) done);
                ctx.close();
            });
        }
    }

    /** In memory for the disk thread, and for the event loop as the test says. */
    private final class Absent extends Residency {
        Absent(FileChannel file) {
            super(file);
        }

        @Override
        Pages pages(long position, int length) {
            return from -> !onLoop() || present.test(looks.getAndIncrement());
        }
    }

    private boolean onLoop() {
        return !Thread.currentThread().getName().startsWith("pool");
    }

    private final class Reader implements BodyReader {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            readOnLoop |= onLoop();
            return Math.max(0, file.read(target, position));
        }

        @Override
        public int readAgain(ByteBuffer target, long position) throws IOException {
            again.incrementAndGet();
            if (broken) {
                throw new IOException("broken");
            }
            return read(target, position);
        }

        @Override
        public FileChannel channel() {
            return file;
        }

        @Override
        public Digest knownDigest() {
            if (!known) {
                return null;
            }
            RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
            digest.update(ByteBuffer.wrap(CONTENT));
            return digest.digest();
        }

        @Override
        public void checkUnchanged() {}

        @Override
        public void close() {
            closed.complete(null);
        }
    }
}
