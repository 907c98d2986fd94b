package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file on four connections. */
class ParallelGetIT {
    private static final int SIZE = (40 << 20) + 12_345;
    private static final int LARGE = (100 << 20) + 12_345;
    private static final GetRequest FOUR = GetRequest.of("name").streams(4);

    @TempDir
    Path root;

    @TempDir
    Path local;

    private Path source;
    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        source = root.resolve("name");
        Files.write(source, Trees.bytes(60, SIZE));
        target = Files.createDirectory(local.resolve("dir")).resolve("target");
    }

    private void assertGot() throws Exception {
        assertEquals(-1, Files.mismatch(source, target));
        assertEquals(List.of("target"), Trees.names(target.getParent()));
    }

    private FileTransferServer serve() throws Exception {
        return FileTransferServer.start(ServerConfig.builder(root).port(0).build());
    }

    /** Each connection stands still in its first piece, when all together are beyond the middle. */
    private FaultProxy halting(FileTransferServer server) throws Exception {
        return new FaultProxy(server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.HALT, 6 << 20);
    }

    private static FileTransferClient client(int port, int retries) {
        return FileTransferClient.open(Client.config(port).retries(retries).build());
    }

    /** Without a stored digest, and with one. */
    @Test
    void undisturbed() throws Exception {
        try (FileTransferServer server = serve();
                FaultProxy proxy = new FaultProxy(server.port());
                FileTransferClient client = client(proxy.port(), 0)) {
            for (int i = 0; i < 2; i++) {
                TransferResult result = Client.get(client.get(FOUR, target).future());
                assertEquals(SIZE, result.bytes());
                assertEquals(
                        Client.get(client.digest("name", DigestAlgorithm.CRC32C).future()), result.digest());
                assertEquals(Files.getLastModifiedTime(source), Files.getLastModifiedTime(target));
                assertGot();
                Files.delete(target);
                Path again = Files.copy(source, local.resolve("again" + i));
                Client.get(client.put(PutRequest.of("name"), again).future());
            }
            assertTrue(client.get(FOUR, target).join().bytes() == SIZE);
        }
    }

    @Test
    void cutConnections() throws Exception {
        for (FaultProxy.Fault fault : List.of(FaultProxy.Fault.RESET, FaultProxy.Fault.CUT, FaultProxy.Fault.CORRUPT)) {
            try (FileTransferServer server = serve();
                    FaultProxy proxy = new FaultProxy(server.port(), FaultProxy.Direction.TO_CLIENT, fault, 5_000_000);
                    FileTransferClient client = client(proxy.port(), 30)) {
                Transfer<TransferResult> get = client.get(FOUR, target);
                assertEquals(SIZE, Client.get(get.future()).bytes());
                assertGot();
                long sent = proxy.passed(FaultProxy.Direction.TO_CLIENT);
                System.out.println("four streams, " + fault + ": got " + sent);
                Files.delete(target);
            }
        }
    }

    @Test
    void goesOnAfterACancel() throws Exception {
        try (FileTransferServer server = serve();
                FaultProxy proxy = halting(server)) {
            try (FileTransferClient client = client(proxy.port(), 0)) {
                Transfer<TransferResult> get = client.get(FOUR, target);
                Await.until("the middle", () -> get.progress().bytes() > SIZE / 2);
                get.cancel();
                assertThrows(CancellationException.class, get::join);
                // Nothing else is disturbed.
                Client.get(client.stat("name"));
            }
            proxy.goOn();
            assertEquals(List.of(".target.ftpart", ".target.ftpart.journal"), Trees.names(target.getParent()));
            try (FileTransferClient client = client(proxy.port(), 0)) {
                // Also without asking for streams: gaps are gaps.
                TransferResult result =
                        Client.get(client.get(GetRequest.of("name"), target).future());
                assertTrue(result.resumedFrom() > SIZE / 3, "resumed " + result.resumedFrom());
                System.out.println("cancelled in the middle: resumed " + result.resumedFrom());
                assertGot();
            }
        }
    }

    /** Of the file that was there before nothing may be in the one that is got. */
    @Test
    void anotherVersionByThen() throws Exception {
        try (FileTransferServer server = serve();
                FaultProxy proxy = halting(server);
                FileTransferClient client = client(proxy.port(), 0);
                FileTransferClient writer = client(server.port(), 0)) {
            Transfer<TransferResult> get = client.get(FOUR, target);
            Await.until("the middle", () -> get.progress().bytes() > SIZE / 2);
            get.cancel();
            assertThrows(CancellationException.class, get::join);
            proxy.goOn();
            Path other = Files.write(local.resolve("other"), Trees.bytes(61, SIZE));
            Client.get(writer.put(PutRequest.of("name"), other).future());
            TransferResult result = Client.get(client.get(FOUR, target).future());
            assertEquals(0, result.resumedFrom());
            assertGot();
        }
    }

    @Test
    void replacedMeanwhile() throws Exception {
        // So many pieces that some are not asked for yet when all wait.
        Files.write(source, Trees.bytes(61, LARGE));
        Path other = Files.write(local.resolve("other"), Trees.bytes(62, LARGE));
        try (FileTransferServer server = serve();
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.HALT, 2_000_000);
                FileTransferClient client = client(proxy.port(), 3);
                FileTransferClient writer = client(server.port(), 0)) {
            Transfer<TransferResult> get = client.get(FOUR, target);
            Await.until("all wait", proxy::hasStruck);
            Client.get(writer.put(PutRequest.of("name"), other).future());
            proxy.goOn();
            Client.get(get.future());
            assertGot();
        }
    }
}
