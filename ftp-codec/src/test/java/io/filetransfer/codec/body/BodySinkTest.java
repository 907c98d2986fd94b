package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Steps;
import io.filetransfer.codec.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodySinkTest {
    private final Steps disk = new Steps();
    private final List<Boolean> pauses = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger ended = new AtomicInteger();
    private IOException broken;

    private BodySink sink(Executor executor, Window window) {
        return new BodySink(this::write, 100, Long.MAX_VALUE, DigestAlgorithm.CRC32C, executor, window, failures::add);
    }

    private final Window window = new Window(new MemoryBudget(1 << 30), pauses::add);
    private final BodySink sink = sink(disk, window);

    private void write(ByteBuffer content, long position) throws IOException {
        if (broken != null) {
            throw broken;
        }
        assertEquals(100 + written.size(), position);
        while (content.hasRemaining()) {
            written.write(content.get());
        }
    }

    private static ByteBuf content(int length) {
        return Unpooled.directBuffer(Math.max(1, length)).writeZero(length);
    }

    private void end(BodySink sink) {
        sink.end(ended::incrementAndGet);
    }

    @Test
    void writesInOrderThenEnds() {
        sink.add(Wire.buffer(Wire.ascii("12345")));
        sink.add(Unpooled.EMPTY_BUFFER);
        sink.add(Unpooled.wrappedBuffer(Wire.buffer(Wire.ascii("67")), Wire.buffer(Wire.ascii("89"))));
        end(sink);
        assertEquals(0, ended.get());
        disk.runAll();
        assertEquals(1, ended.get());
        assertEquals("123456789", written.toString(StandardCharsets.UTF_8));
        assertEquals(Digest.crc32c(0xe3069283), sink.digest().digest());
        assertEquals(9, sink.received());
    }

    @Test
    void anEmptyBodyEnds() {
        end(sink);
        disk.runAll();
        assertEquals(1, ended.get());
    }

    @Test
    void stopsReadingAboveTheWindowUntilHalfIsWritten() {
        for (int i = 0; i < 5; i++) {
            sink.add(content(512 << 10));
        }
        assertEquals(List.of(true), pauses);
        disk.runAll();
        assertEquals(List.of(true, false), pauses);
    }

    @Test
    void tinyPiecesCountMore() {
        for (int i = 0; i < 1025; i++) {
            sink.add(content(1));
        }
        assertEquals(List.of(true), pauses);
        sink.drop();
        assertEquals(List.of(true, false), pauses);
    }

    @Test
    void bodiesShareAWindow() {
        BodySink other = sink(disk, window);
        sink.add(content(3 << 19));
        assertEquals(List.of(), pauses);
        other.add(content(3 << 19));
        assertEquals(List.of(true), pauses);
        sink.drop();
        assertEquals(List.of(true), pauses);
        other.drop();
        assertEquals(List.of(true, false), pauses);
    }

    @Test
    void aFailureIsToldOnceAndAllElseIsDropped() {
        broken = new IOException("full");
        for (int i = 0; i < 5; i++) {
            sink.add(content(512 << 10));
        }
        end(sink);
        disk.runAll();
        assertEquals(List.of(broken), failures);
        assertEquals(List.of(true, false), pauses);
        sink.add(content(1));
        end(sink);
        disk.runAll();
        assertEquals(0, ended.get());
        assertEquals(1, failures.size());
    }

    @Test
    void nothingIsWrittenAfterADrop() {
        sink.add(content(1));
        end(sink);
        sink.drop();
        sink.add(content(1));
        disk.runAll();
        assertEquals(0, ended.get());
        assertEquals(0, written.size());
    }

    @Test
    void aDiskThatTakesNoMoreWorkIsAFailure() {
        disk.close();
        sink.add(content(1));
        assertEquals(1, failures.size());
    }

    /** On real threads: no byte is lost and the end comes once, after all. */
    @Test
    void manyThreads() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        SerialExecutor lane = new SerialExecutor(pool);
        Window shared = new Window(new MemoryBudget(1 << 30), pause -> {});
        List<BodySink> sinks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BodySink one = new BodySink(
                    (bytes, position) -> bytes.position(bytes.limit()),
                    0,
                    Long.MAX_VALUE,
                    DigestAlgorithm.CRC32C,
                    lane,
                    shared,
                    failures::add);
            sinks.add(one);
            for (int j = 0; j < 200; j++) {
                one.add(content(100));
            }
            end(one);
        }
        pool.shutdown();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(20, ended.get());
        sinks.forEach(one -> assertEquals(20_000, one.digest().length()));
        assertFalse(failures.iterator().hasNext());
    }
}
