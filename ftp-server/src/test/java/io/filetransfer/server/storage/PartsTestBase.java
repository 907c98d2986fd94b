package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.UploadId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Short ways to use uploads in parts. */
public abstract class PartsTestBase extends StorageTestBase {
    protected static final UploadId ID = new UploadId(0x0123456789abcdefL, 0xfedcba9876543210L);

    /** Lets the storage's clock go on. */
    protected abstract void pass(Duration time);

    protected Parts parts() throws StorageException {
        return storage.parts();
    }

    protected static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    protected static int crc(byte[] content) {
        return crc(content, 0, content.length);
    }

    protected static int crc(byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }

    protected Part open(String name, byte[] content, long offset, long length) throws StorageException {
        return parts().open(ID, path(name), content.length, offset, length, SYNCED);
    }

    protected static void write(Part part, byte[] content, int offset, int length) throws StorageException {
        part.append(ByteBuffer.wrap(content, offset, length));
    }

    /** A whole part, as it comes from a client. */
    protected void part(String name, byte[] content, int offset, int length) throws StorageException {
        try (Part part = open(name, content, offset, length)) {
            int half = length / 2;
            write(part, content, offset, half);
            part.checkpoint(offset + half, crc(content, offset, half));
            write(part, content, offset + half, length - half);
            part.checkpoint(offset + length, crc(content, offset + half, length - half));
        }
    }

    protected List<Extent> held(String name, UploadId id) throws StorageException {
        return assertInstanceOf(PartsStatus.Open.class, parts().status(id, path(name)))
                .held();
    }

    protected static Commit wanted(byte[] content) {
        return new Commit(Digest.crc32c(crc(content)), null, null, SYNCED);
    }

    protected Committed commit(String name, byte[] content) throws StorageException {
        return assertInstanceOf(
                Committed.class, parts().commit(ID, Destination.of(path(name)), content.length, wanted(content)));
    }

    protected byte[] read(String name) throws StorageException {
        try (StoredFile file = storage.open(path(name))) {
            ByteBuffer read = ByteBuffer.allocate((int) file.attributes().size());
            file.read(read, 0);
            return read.array();
        }
    }
}
