package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtentTest {
    private final byte[] file = new byte[1000];

    ExtentTest() {
        new Random(1).nextBytes(file);
    }

    private Extent extent(int offset, int length) {
        return Extent.at(offset).plus(length, digest(offset, length, DigestAlgorithm.CRC32C));
    }

    private Digest digest(int offset, int length, DigestAlgorithm algorithm) {
        RunningDigest digest = new RunningDigest(algorithm);
        digest.update(ByteBuffer.wrap(file, offset, length));
        return digest.digest();
    }

    @Test
    void neighboursJoinAndComeApart() {
        for (int first : new int[] {0, 1, 300, 899, 900}) {
            Extent whole = extent(100, 900);
            Extent beginning = extent(100, first);
            Extent rest = extent(100 + first, 900 - first);
            assertEquals(whole, beginning.plus(rest));
            assertEquals(rest, whole.minus(beginning));
        }
        assertEquals(
                digest(0, 1000, DigestAlgorithm.CRC32C),
                Extent.NOTHING.plus(extent(0, 1000)).digest());
        assertEquals(1000, extent(100, 900).end());
    }

    @Test
    void whatDoesNotJoinIsRefused() {
        Extent extent = extent(100, 100);
        assertThrows(IllegalArgumentException.class, () -> extent.plus(extent(201, 1)));
        assertThrows(IllegalArgumentException.class, () -> extent.plus(extent(199, 1)));
        assertThrows(IllegalArgumentException.class, () -> extent.minus(extent(101, 1)));
        assertThrows(IllegalArgumentException.class, () -> extent.minus(extent(100, 101)));
        Digest sha256 = digest(200, 1, DigestAlgorithm.SHA256);
        assertThrows(IllegalArgumentException.class, () -> extent.plus(1, sha256));
        assertThrows(IllegalArgumentException.class, () -> extent.plus(1, Digest.NONE));
    }

    @Test
    void noFileHasBytesThere() {
        assertThrows(IllegalArgumentException.class, () -> new Extent(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Extent(0, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Extent(Long.MAX_VALUE, 1, 0));
        assertEquals(Long.MAX_VALUE, new Extent(Long.MAX_VALUE - 1, 1, 0).end());
    }
}
