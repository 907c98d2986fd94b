package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Digest;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file beyond 4 GiB, both ways: no length or offset is cut anywhere. The file is full of holes. */
class LargeFileIT {
    private static final long SIZE = (4L << 30) + (4 << 20) + 12_345;
    private static final long[] SPOTS = {0, (2L << 30) - 9, (2L << 30) + 1, (4L << 30) - 9, (4L << 30) + 5, SIZE - 8};

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void bothWays(@TempDir Path directory) throws Exception {
        assumeTrue(
                Files.getFileStore(directory).getUsableSpace() > 3 * SIZE,
                "There is no room for files of more than 4 GiB: skipped");
        Path root = Files.createDirectory(directory.resolve("root"));
        Path source = directory.resolve("source");
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long spot : SPOTS) {
                file.write(ByteBuffer.wrap(Trees.bigEndian(spot + 1)), spot);
            }
        }
        Digest digest = digest(source);
        ServerConfig config = ServerConfig.builder(root).port(0).build();
        try (FileTransferServer server = FileTransferServer.start(config);
                FileTransferClient client = Client.of(server.port())) {
            TransferResult put = client.put(PutRequest.of("large"), source).join();
            Files.delete(source);
            assertEquals(SIZE, put.bytes());
            assertEquals(digest, put.digest());
            assertSpots(root.resolve("large"));

            Checking target = new Checking();
            TransferResult got = client.get(GetRequest.of("large"), target).join();
            assertEquals(SIZE, got.bytes());
            assertEquals(digest, got.digest());
            assertEquals(digest, Digest.crc32c((int) target.crc.getValue()));
            assertEquals(SPOTS.length * Long.BYTES, target.found);

            // A range that begins and ends beyond the numbers of 32 bits.
            Path part = directory.resolve("part");
            long offset = (4L << 30) + 5;
            Client.get(client.get(GetRequest.of("large").range(offset, 100_000), part)
                    .future());
            assertEquals(100_000, Files.size(part));
            try (FileChannel file = FileChannel.open(part)) {
                assertSpot(file, offset, 0);
            }
        }
    }

    private static void assertSpots(Path path) throws IOException {
        assertEquals(SIZE, Files.size(path));
        try (FileChannel file = FileChannel.open(path)) {
            for (long spot : SPOTS) {
                assertSpot(file, spot, spot);
            }
        }
    }

    private static void assertSpot(FileChannel file, long spot, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8);
        file.read(bytes, at);
        assertEquals(spot + 1, bytes.flip().getLong());
    }

    private static Digest digest(Path path) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);
        try (FileChannel file = FileChannel.open(path)) {
            while (file.read(buffer.clear()) >= 0) {
                crc.update(buffer.flip());
            }
        }
        return Digest.crc32c((int) crc.getValue());
    }

    /** Takes a digest of its own, and keeps nothing: the copy would take the room of the file on the disk. */
    private static final class Checking implements WritableByteChannel {
        private final CRC32C crc = new CRC32C();
        private long position;
        /** Bytes of spots. */
        private int found;

        @Override
        public int write(ByteBuffer content) {
            int count = content.remaining();
            for (long spot : SPOTS) {
                byte[] wanted = Trees.bigEndian(spot + 1);
                for (int i = 0; i < wanted.length; i++) { // one by one: a write may end in the middle of a spot
                    long at = spot + i - position;
                    if (at >= 0 && at < count && content.get(content.position() + (int) at) == wanted[i]) {
                        found++;
                    }
                }
            }
            crc.update(content);
            position += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
