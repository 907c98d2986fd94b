package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class Crc32cTest {
    @Test
    void theCheckValueOfTheStandard() {
        assertEquals(0xE3069283, Crc32c.combine(crc(Wire.ascii("12345")), crc(Wire.ascii("6789")), 4));
    }

    @Test
    void anySplitGivesTheWhole() {
        Seeds.run(200, random -> {
            byte[] whole = Seeds.bytes(random, random.nextInt(5000));
            int first = random.nextInt(whole.length + 1);
            int second = first + random.nextInt(whole.length - first + 1);
            int start = Crc32c.combine(crc(whole, 0, first), crc(whole, first, second), second - first);
            int all = Crc32c.combine(start, crc(whole, second, whole.length), whole.length - second);
            assertEquals(crc(whole), all);
        });
    }

    @Test
    void emptyPartsChangeNothing() {
        Seeds.run(20, random -> {
            int any = random.nextInt();
            assertEquals(any, Crc32c.combine(any, 0, 0));
            assertEquals(any, Crc32c.combine(0, any, random.nextLong() & Long.MAX_VALUE));
        });
    }

    /** Doubling past 2^40 bytes from real ones; the same bytes joined in another order must give the same. */
    @Test
    void lengthsOverFourGigabytes() {
        Seeds.run(20, random -> {
            int block = crc(Seeds.bytes(random, 1 << 16));
            long length = 1 << 16;
            int half = block; // CRC of length / 2 bytes, once there are two blocks
            int crc = Crc32c.combine(block, block, length);
            length *= 2;
            while (length < 1L << 40) {
                int doubled = Crc32c.combine(crc, crc, length);
                int byHalves = Crc32c.combine(half, Crc32c.combine(crc, half, length / 2), length + length / 2);
                assertEquals(doubled, byHalves, "length " + length);
                half = crc;
                crc = doubled;
                length *= 2;
            }
        });
    }

    @Test
    void fiveRealMegabytesAgainstTheirParts() {
        byte[] whole = Seeds.bytes(new Random(5), 5 << 20);
        int joined = 0;
        for (int at = 0; at < whole.length; at += 1 << 20) {
            joined = Crc32c.combine(joined, crc(whole, at, at + (1 << 20)), 1 << 20);
        }
        assertEquals(crc(whole), joined);
    }

    @Test
    void joiningIsAssociativeForEveryLength() {
        Seeds.run(200, random -> {
            int a = random.nextInt();
            int b = random.nextInt();
            int c = random.nextInt();
            long bLength = random.nextLong() >>> 2 + random.nextInt(40);
            long cLength = random.nextLong() >>> 2 + random.nextInt(40);
            assertEquals(
                    Crc32c.combine(Crc32c.combine(a, b, bLength), c, cLength),
                    Crc32c.combine(a, Crc32c.combine(b, c, cLength), bLength + cLength));
        });
    }

    @Test
    void aNegativeLengthIsNone() {
        assertThrows(IllegalArgumentException.class, () -> Crc32c.combine(1, 2, -1));
        Random random = new Random(1);
        assertThrows(IllegalArgumentException.class, () -> Crc32c.combine(random.nextInt(), 2, Long.MIN_VALUE));
    }

    private static int crc(byte[] bytes) {
        return crc(bytes, 0, bytes.length);
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
