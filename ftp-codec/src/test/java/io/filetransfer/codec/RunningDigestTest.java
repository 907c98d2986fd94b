package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RunningDigestTest {
    @Test
    void theDigestsOfTheStandards() {
        ByteBuf bytes = Wire.buffer(Wire.ascii("123456789"));
        assertEquals("crc32c:e3069283", digest(DigestAlgorithm.CRC32C, bytes).toString());
        assertEquals(
                "sha256:15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
                digest(DigestAlgorithm.SHA256, bytes).toString());
        assertEquals(Digest.NONE, digest(DigestAlgorithm.NONE, bytes));
        assertEquals(9, bytes.readableBytes(), "the caller's indices stay");
        bytes.release();
    }

    @Test
    void noContent() {
        assertEquals(Digest.crc32c(0), digest(DigestAlgorithm.CRC32C, Unpooled.EMPTY_BUFFER));
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                new RunningDigest(DigestAlgorithm.SHA256).digest().hex());
    }

    @Test
    void anyBufferInAnyPieces() {
        Seeds.run(50, random -> {
            byte[] whole = Seeds.bytes(random, 1 + random.nextInt(5000));
            int at = random.nextInt(whole.length);
            ByteBuf buffer = switch (random.nextInt(4)) {
                case 0 -> Wire.buffer(whole);
                case 1 -> Unpooled.buffer().writeBytes(whole);
                case 2 -> PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(whole);
                default ->
                    Unpooled.compositeBuffer()
                            .addComponent(true, Unpooled.copiedBuffer(whole, 0, at))
                            .addComponent(true, Unpooled.copiedBuffer(whole, at, whole.length - at));
            };
            RunningDigest running = new RunningDigest(DigestAlgorithm.SHA256);
            int cut = random.nextInt(whole.length);
            running.update(buffer.slice(0, cut));
            running.update(ByteBuffer.wrap(whole, cut, whole.length - cut));
            buffer.release();
            assertEquals(whole.length, running.length());
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(whole);
            assertEquals(HexFormat.of().formatHex(expected), running.digest().hex());
        });
    }

    @Test
    void aCrcGoesOnAfterItWasAsked() {
        RunningDigest running = new RunningDigest(DigestAlgorithm.CRC32C);
        running.update(ByteBuffer.wrap(Wire.ascii("12345")));
        assertFalse(running.digest().equals(Digest.crc32c(0xe3069283)));
        running.update(ByteBuffer.wrap(Wire.ascii("6789")));
        assertEquals(Digest.crc32c(0xe3069283), running.digest());
    }

    @Test
    void rangesAreReadInAnyPieces() {
        Seeds.run(50, random -> {
            byte[] file = Seeds.bytes(random, 1 + random.nextInt(5000));
            int offset = random.nextInt(file.length);
            int length = random.nextInt(file.length - offset + 1);
            RunningDigest.Source<IllegalStateException> source = (target, position) -> {
                int count =
                        Math.min(Math.min(target.remaining(), 1 + random.nextInt(100)), file.length - (int) position);
                target.put(file, (int) position, count);
                return count;
            };
            ByteBuffer scratch = ByteBuffer.allocate(1 + random.nextInt(300));
            RunningDigest range = new RunningDigest(DigestAlgorithm.CRC32C);
            assertTrue(range.read(source, offset, length, scratch));
            assertEquals(length, range.length());
            assertEquals(digest(DigestAlgorithm.CRC32C, Unpooled.wrappedBuffer(file, offset, length)), range.digest());

            RunningDigest all = new RunningDigest(DigestAlgorithm.CRC32C);
            assertFalse(all.read(source, 0, file.length + 1L, scratch));
            assertEquals(digest(DigestAlgorithm.CRC32C, Unpooled.wrappedBuffer(file)), all.digest());
        });
    }

    /** The event loop may use the buffer's own NIO buffer while a disk thread takes the digest. */
    @Test
    void leavesTheBuffersOwnNioBufferAlone() {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64).writeZero(64);
            ByteBuffer own = buffer.internalNioBuffer(8, 16);
            int position = own.position();
            new RunningDigest(algorithm).update(buffer);
            assertEquals(position, own.position());
            assertEquals(16, own.remaining());
            buffer.release();
        }
    }

    private static Digest digest(DigestAlgorithm algorithm, ByteBuf content) {
        RunningDigest running = new RunningDigest(algorithm);
        running.update(content);
        return running.digest();
    }
}
