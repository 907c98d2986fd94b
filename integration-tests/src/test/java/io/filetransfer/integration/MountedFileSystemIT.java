package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system below the root, in a mount namespace of the server alone, so only for root. */
@Timeout(120)
class MountedFileSystemIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void needsRoot() {
        Privileges.assumeMounts();
    }

    @Test
    void filesOfEverySizeGoThere() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path below = Files.createDirectory(root.resolve("m"));
        List<String> mounting = List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=32m none \"$0\" && exec \"$@\"", below.toString());
        try (ServerProcess server = ServerProcess.start(mounting, List.of(), root);
                FileTransferClient client = Client.of(server.port())) {
            Path inside = Path.of("/proc", Long.toString(server.program().pid()), "root")
                    .resolve(below.toString().substring(1));
            for (int length : new int[] {0, 1000, 1 << 20, 12 << 20}) {
                byte[] content = Trees.bytes(length, length);
                Path source = Files.write(directory.resolve("source"), content);
                String name = "d" + length + "/f";
                Client.get(client.put(PutRequest.of("m/" + name).parents(true), source)
                        .future());
                assertArrayEquals(content, Files.readAllBytes(inside.resolve(name)));
            }
            Path large = Files.write(directory.resolve("large"), Trees.bytes(7, 40 << 20));
            assertEquals(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    Client.outcome(client.put(PutRequest.of("m/large"), large).future()));
            Client.get(client.move("m/d1000/f", "m/moved", false));
            assertEquals(ErrorCode.OTHER_FILE_SYSTEM, Client.outcome(client.move("m/moved", "moved", false)));
            assertEquals(ErrorCode.OTHER_FILE_SYSTEM, Client.outcome(client.move("m/moved", "new/moved", true)));
            assertTrue(Files.notExists(root.resolve("new")));
            assertTrue(!server.log().contains("\tat "), server.log());
        }
    }

    /** A large file goes there in parts, so that what came of a broken connection does not have to come again. */
    @Test
    void aCutUploadIsResumed() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path below = Files.createDirectory(root.resolve("m"));
        List<String> mounting = List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=64m none \"$0\" && exec \"$@\"", below.toString());
        byte[] content = Trees.bytes(3, 40_000_000);
        Path source = Files.write(directory.resolve("source"), content);
        PutRequest request = PutRequest.builder("m/f").streams(1).build();
        try (ServerProcess server = ServerProcess.start(mounting, List.of(), root);
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, 30_000_000)) {
            int descriptors = server.descriptors();
            try (FileTransferClient client = resuming(proxy.port())) {
                Transfer<TransferResult> cut = client.put(request, source);
                Await.until("the middle", proxy::hasStruck);
                cut.cancel();
            }
            // A cut would take along what the server has not yet read; this way it gets all that came so far.
            proxy.goOn();
            Await.until("the end of the first upload", () -> server.descriptors() <= descriptors);
            TransferResult result;
            try (FileTransferClient client = resuming(proxy.port())) {
                result = Client.get(client.put(request, source).future());
            }
            assertTrue(result.resumedFrom() > 20_000_000, "resumed from " + result.resumedFrom());
            Path inside = Path.of("/proc", Long.toString(server.program().pid()), "root")
                    .resolve(below.toString().substring(1));
            assertArrayEquals(content, Files.readAllBytes(inside.resolve("f")));
            assertTrue(!server.log().contains("\tat "), server.log());
        }
    }

    private FileTransferClient resuming(int port) {
        return FileTransferClient.open(
                Client.config(port).stateDirectory(directory.resolve("state")).build());
    }
}
