package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Content;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Seeds;
import io.filetransfer.codec.Steps;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body under the chunked writer, with a disk that works when the test says so. */
class BodySourceTest {
    private static final Failure FAILED = new Failure(ErrorCode.STORAGE_FAILED, "The disk failed.");
    private static final Failure STOPPED = new Failure(ErrorCode.CANCELLED, "Enough.");

    @TempDir
    private Path directory;

    private final MemoryBudget memory = new MemoryBudget(1 << 30);
    private final Steps disk = new Steps();
    private final ChunkedWriteHandler writer = new ChunkedWriteHandler();
    private final EmbeddedChannel channel = new EmbeddedChannel(writer);
    private byte[] bytes = Seeds.bytes(new Random(1), 3_000_000);
    private FileChannel file;
    private int closed;
    private long failAt = Long.MAX_VALUE;
    private boolean changed;

    @BeforeEach
    void countBuffers() {
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        channel.finishAndReleaseAll();
        disk.runAll();
        assertEquals(1, closed, "the reader is closed once");
        if (file != null) {
            file.close();
        }
    }

    private final class Reader implements BodyReader {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= failAt) {
                throw new IOException("broken");
            }
            int count = (int) Math.max(0, Math.min(target.remaining(), bytes.length - position));
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public FileChannel channel() {
            return file;
        }

        @Override
        public void checkUnchanged() throws IOException {
            if (changed) {
                throw new IOException("changed");
            }
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** What waits to be taken counts, and is cut smaller while memory is short. */
    @Test
    void chunksShrinkWhileMemoryIsShort() throws IOException {
        memory.take(1 << 30);
        bytes = new byte[100_000];
        BodySource source = source(0, bytes.length);
        disk.runAll();
        assertEquals((1 << 30) + 2 * MemoryBudget.LEAST, memory.taken());
        Content first = (Content) source.readChunk(channel.alloc());
        assertEquals(MemoryBudget.LEAST - Content.HEADER_ROOM, first.length());
        assertEquals((1 << 30) + MemoryBudget.LEAST, memory.taken());
        first.release();
        source.close();
        disk.runAll();
        assertEquals(1 << 30, memory.taken());
    }

    private BodySource source(long offset, long length) throws IOException {
        BodySource source = new BodySource(
                new Reader(),
                offset,
                length,
                DigestAlgorithm.CRC32C,
                new Outlet(channel, memory, new Stalls()),
                disk,
                cause -> FAILED);
        source.start(writer::resumeTransfer);
        return source;
    }

    private void byRegion() throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, bytes);
        file = FileChannel.open(path);
    }

    private ChannelFuture write(BodySource source) {
        ChannelFuture written = channel.writeAndFlush(source);
        channel.runPendingTasks();
        return written;
    }

    /** The frame behind the content, if it came; the content is added to {@code content}. */
    private Frame take(ByteArrayOutputStream content) throws IOException {
        Frame last = null;
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            if (message instanceof Content chunk) {
                if (chunk.payload() instanceof FileRegion region) {
                    region.transferTo(Channels.newChannel(content), 0);
                } else {
                    chunk.bytes().readBytes(content, chunk.bytes().readableBytes());
                }
                chunk.release();
            } else {
                assertNull(last);
                last = (Frame) message;
            }
        }
        return last;
    }

    private Frame all(ByteArrayOutputStream content) throws IOException {
        Frame last = null;
        do {
            channel.runPendingTasks();
            Frame taken = take(content);
            last = taken == null ? last : taken;
        } while (disk.runOne() || last == null);
        return last;
    }

    private static End end(byte[] bytes) {
        RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
        digest.update(ByteBuffer.wrap(bytes));
        return new End(bytes.length, digest.digest());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRangeWithItsDigest(boolean byRegion) throws IOException {
        if (byRegion) {
            byRegion();
        }
        BodySource source = source(7, 2_500_000);
        ChannelFuture written = write(source);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] expected = Arrays.copyOfRange(bytes, 7, 2_500_007);
        assertEquals(end(expected), all(content));
        assertTrue(Arrays.equals(expected, content.toByteArray()));
        assertTrue(written.isSuccess());
        assertEquals(end(expected), source.last());
        assertEquals(2_500_000, source.progress());
    }

    @Test
    void toTheReadersEnd() throws IOException {
        write(source(0, -1));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertEquals(end(bytes), all(content));
    }

    @Test
    void nothingAtAll() throws IOException {
        bytes = new byte[0];
        write(source(0, 0));
        assertEquals(end(bytes), all(new ByteArrayOutputStream()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAheadALittleOnly(boolean byRegion) throws IOException {
        bytes = new byte[20 << 20];
        if (byRegion) {
            byRegion();
        }
        BodySource source = source(0, bytes.length);
        disk.runAll();
        List<Frame> ready = new ArrayList<>();
        for (Frame chunk = source.readChunk(channel.alloc());
                chunk != null;
                chunk = source.readChunk(channel.alloc())) {
            ready.add(chunk);
        }
        assertTrue(!ready.isEmpty() && ready.size() <= 4, "read ahead: " + ready.size());
        ready.forEach(ReferenceCountUtil::release);
        source.close();
    }

    @Test
    void theWriterWaitsForTheDiskAndGoesOn() throws IOException {
        ChannelFuture written = write(source(0, bytes.length));
        assertNull(channel.readOutbound());
        assertFalse(written.isDone());
        all(new ByteArrayOutputStream());
        assertTrue(written.isSuccess());
    }

    @Test
    void aReaderThatFailsEndsTheBodyInAFailure() throws IOException {
        failAt = 1_000_000;
        ChannelFuture written = write(source(0, bytes.length));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertEquals(FAILED, all(content));
        assertTrue(content.size() >= 1_000_000);
        assertTrue(written.isSuccess());
    }

    @Test
    void aFileThatBecameShorterOrOtherIsNotCertified() throws IOException {
        write(source(0, bytes.length + 1));
        assertEquals(FAILED, all(new ByteArrayOutputStream()));
    }

    @Test
    void aChangedFileIsNotCertified() throws IOException {
        changed = true;
        write(source(0, bytes.length));
        assertEquals(FAILED, all(new ByteArrayOutputStream()));
    }

    @Test
    void stopDropsWhatWaits() throws IOException {
        BodySource source = source(0, bytes.length);
        disk.runAll();
        source.stop(STOPPED);
        write(source);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        assertEquals(STOPPED, all(content));
        assertEquals(0, content.size());
    }

    @Test
    void stopWhileTheDiskReads() throws IOException {
        BodySource source = source(0, bytes.length);
        write(source);
        source.stop(STOPPED);
        assertEquals(STOPPED, all(new ByteArrayOutputStream()));
        source.stop(FAILED);
        assertEquals(STOPPED, source.last());
    }

    @Test
    void aBodyThatWasNeverWrittenIsGivenUp() throws IOException {
        BodySource source = source(0, bytes.length);
        disk.runAll();
        source.close();
        source.close();
        source.stop(STOPPED);
    }

    @Test
    void aConnectionThatIsLostReleasesEverything() throws IOException {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        ChannelFuture written = write(source(0, bytes.length));
        disk.runAll();
        channel.close();
        channel.runPendingTasks();
        disk.runAll();
        assertFalse(written.isSuccess());
        assertEquals(1, closed);
    }

    @Test
    void aRegionThatTheTransportHasKeepsTheFileOpen() throws IOException {
        byRegion();
        BodySource source = source(0, bytes.length);
        disk.runAll();
        Frame held = source.readChunk(channel.alloc());
        source.close();
        disk.runAll();
        assertEquals(0, closed);
        ReferenceCountUtil.release(held);
        disk.runAll();
        assertEquals(1, closed);
    }

    /** Whatever the process has no room for, the budget does not shrink for good. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereThereIsNoMemoryToReadWithTheBodyEndsAndNothingStaysCounted(boolean byRegion) throws IOException {
        if (byRegion) {
            byRegion();
        }
        channel.config().setAllocator(new PooledByteBufAllocator() {
            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                throw new OutOfMemoryError("none is left");
            }
        });
        write(source(0, bytes.length));
        assertEquals(FAILED, all(new ByteArrayOutputStream()));
        assertEquals(0, memory.taken());
    }

    @Test
    void aDiskThatTakesNoMoreWorkEndsTheBody() throws IOException {
        disk.close();
        write(source(0, bytes.length));
        assertEquals(FAILED, all(new ByteArrayOutputStream()));
    }
}
