package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolesTest {
    private static final int BLOCK = 64 << 10;

    @TempDir
    Path directory;

    private Path path;
    private FileChannel file;
    private boolean hasChannel = true;
    private boolean refuses;
    private long bytesWritten;
    private int writes;

    private final BodyWriter writer = new BodyWriter() {
        @Override
        public void write(ByteBuffer content, long position) throws IOException {
            writes++;
            bytesWritten += content.remaining();
            while (content.hasRemaining()) {
                position += file.write(content, position);
            }
        }

        @Override
        public FileChannel channel() {
            return hasChannel ? file : null;
        }

        @Override
        public void transfer(long position, long length, BodyWriter.Transfer transfer) throws IOException {
            if (refuses) {
                throw new IOException("refused");
            }
            transfer.run();
        }
    };
    private final Holes holes = new Holes(writer);

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("f");
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    @Test
    void zerosAreNotWrittenAndTheLengthIsRightInTheEnd() throws IOException {
        for (int i = 0; i < 10; i++) {
            holes.write(ByteBuffer.allocate(1 << 20), i << 20);
        }
        assertEquals(0, writes);
        holes.finish();
        assertEquals(1, bytesWritten);
        assertEquals(10 << 20, file.size());
        assertArrayEquals(new byte[10 << 20], Files.readAllBytes(path));
    }

    @Test
    void theLengthIsNeverFarBehind() throws IOException {
        for (long at = 0; at < 100 << 20; at += 1 << 20) {
            holes.write(ByteBuffer.allocate(1 << 20), at);
            assertTrue(at + (1 << 20) - file.size() < 16 << 20);
        }
        assertTrue(bytesWritten < 10);
    }

    @Test
    void ordinaryContentIsWrittenAtOnce() throws IOException {
        byte[] content = new byte[1 << 20];
        new Random(1).nextBytes(content);
        Arrays.fill(content, 5 * BLOCK + 1, 6 * BLOCK + BLOCK / 2, (byte) 0);
        holes.write(ByteBuffer.wrap(content), 3);
        holes.finish();
        assertEquals(1, writes, "no block of it is all zeros");
        assertEquals(content.length, bytesWritten);
    }

    @Test
    void aWriterWithoutAFileGetsEverything() throws IOException {
        hasChannel = false;
        holes.write(ByteBuffer.allocate(1 << 20), 0);
        holes.finish();
        assertEquals(1 << 20, bytesWritten);
    }

    @Test
    void zerosReplaceWhatIsThere() throws IOException {
        byte[] old = new byte[4 * BLOCK];
        Arrays.fill(old, BLOCK, 2 * BLOCK, (byte) 1);
        file.write(ByteBuffer.wrap(old), 0);
        holes.write(ByteBuffer.allocate(4 * BLOCK), 0);
        holes.finish();
        assertArrayEquals(new byte[4 * BLOCK], Files.readAllBytes(path));
    }

    @Test
    void aRefusalIsHeeded() {
        refuses = true;
        assertThrows(IOException.class, () -> holes.write(ByteBuffer.allocate(1 << 20), 0));
    }

    @Test
    void aRefusalOfZerosThatWereReadBackIsHeeded() throws IOException {
        file.write(ByteBuffer.wrap(new byte[] {1}), BLOCK - 1);
        refuses = true;
        assertThrows(IOException.class, () -> holes.wrote(file, new Zeros(0, BLOCK)));
        assertEquals(1, Files.readAllBytes(path)[BLOCK - 1], "by now it is another's");
    }

    /** Runs of zeros and of other bytes, cut anywhere, over a file that has some of both. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesIsThereInTheEnd(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] old = runs(random, random.nextInt(1 << 20));
        file.write(ByteBuffer.wrap(old), 0);
        int offset = random.nextInt(BLOCK);
        byte[] content = runs(random, 2 << 20);
        for (int at = 0; at < content.length; ) {
            int length = Math.min(content.length - at, 1 + random.nextInt(random.nextBoolean() ? 300_000 : 3000));
            holes.write(ByteBuffer.wrap(content, at, length), offset + at);
            at += length;
        }
        holes.finish();
        byte[] expected = Arrays.copyOf(old, offset + content.length);
        System.arraycopy(content, 0, expected, offset, content.length);
        assertArrayEquals(expected, Files.readAllBytes(path));
    }

    private static byte[] runs(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, random.nextInt(3 * BLOCK));
            if (random.nextBoolean()) {
                Arrays.fill(bytes, at, at + run, (byte) (1 + random.nextInt(255)));
            }
            at += run;
        }
        return bytes;
    }
}
