package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are long and have little in them take little room on either side. */
class SparseFilesIT {
    private static final long LENGTH = 1 << 30;
    /** Room of what is in it, and of what is rounded up around that; bytes. */
    private static final long LITTLE = 16 << 20;

    @TempDir
    Path root;

    @TempDir
    Path local;

    @Test
    void holesStayHolesBothWays() throws Exception {
        Path source = local.resolve("source");
        byte[] some = {1, 2, 3};
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            file.write(some);
            file.seek(LENGTH / 2 + 12345);
            file.write(some);
            file.setLength(LENGTH);
        }
        assumeTrue(allocated(source) < LITTLE, "no holes on this file system");
        try (FileTransferServer server = FileTransferServer.start(
                        ServerConfig.builder(root).port(0).build());
                FileTransferClient client = Client.of(server.port())) {
            Client.get(client.put(PutRequest.of("f"), source).future());
            Path back = local.resolve("back");
            Client.get(client.get(GetRequest.of("f"), back).future());
            for (Path copy : new Path[] {root.resolve("f"), back}) {
                assertEquals(LENGTH, Files.size(copy));
                assertEquals(-1, Files.mismatch(source, copy));
                assertTrue(allocated(copy) < LITTLE, () -> copy + " takes " + allocated(copy) + " bytes");
            }
        }
    }

    private static long allocated(Path file) {
        try (Launched stat = Launched.run("stat", "-c", "%b %B", file.toString())) {
            String[] blocks = stat.out().strip().split(" ");
            return Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
