package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import io.filetransfer.codec.Steps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadBackTest {
    private static final int OFFSET = 1000;
    private static final int LENGTH = 5 * ReadBack.STEP + 77;

    @TempDir
    Path directory;

    private final RunningDigest digest = new RunningDigest(DigestAlgorithm.CRC32C);
    private final MemoryBudget memory = new MemoryBudget(1 << 30);
    private FileChannel file;
    private Digest expected;

    @BeforeEach
    void write() throws IOException {
        file = FileChannel.open(
                directory.resolve("f"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        byte[] content = new byte[LENGTH];
        new Random(3).nextBytes(content);
        Arrays.fill(content, 2 * ReadBack.STEP, 4 * ReadBack.STEP, (byte) 0);
        file.write(ByteBuffer.wrap(content), OFFSET);
        RunningDigest of = new RunningDigest(DigestAlgorithm.CRC32C);
        of.update(ByteBuffer.wrap(content));
        expected = of.digest();
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        assertEquals(0, memory.taken());
    }

    private ReadBack of(int length) {
        return new ReadBack(file, OFFSET, length, digest, memory);
    }

    /** A pool that is full of tasks that wait for each other must not hold the digest up. */
    @Test
    void whoeverNeedsItReadsIfNobodyElseHasBegun() throws IOException {
        Steps threads = new Steps();
        ReadBack readBack = of(LENGTH);
        readBack.beginOn(threads);
        readBack.finish();
        assertEquals(expected, digest.digest());
        threads.runAll();
        assertEquals(LENGTH, digest.length(), "not a second time");
    }

    @Test
    void anotherThreadReadsIfOneIsFree() throws IOException {
        Steps threads = new Steps();
        ReadBack readBack = of(LENGTH);
        readBack.beginOn(threads);
        threads.runAll();
        assertEquals(expected, digest.digest());
        readBack.finish();
        assertEquals(LENGTH, digest.length(), "not a second time");
    }

    @Test
    void threadsThatTakeNothingMoreAreNotNeeded() throws IOException {
        ReadBack readBack = of(LENGTH);
        readBack.beginOn(task -> {
            throw new RejectedExecutionException();
        });
        readBack.finish();
        assertEquals(expected, digest.digest());
    }

    @Test
    void stepsOfZerosAreFound() throws IOException {
        assertEquals(
                List.of(
                        new Zeros(OFFSET + 2 * ReadBack.STEP, ReadBack.STEP),
                        new Zeros(OFFSET + 3 * ReadBack.STEP, ReadBack.STEP)),
                of(LENGTH).finish());
    }

    @Test
    void aFileThatLostSomeOfItIsAFailure() throws IOException {
        assertThrows(IOException.class, () -> of(LENGTH + 1).finish());
        file.close();
        assertThrows(IOException.class, () -> of(LENGTH).finish());
    }
}
