package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Puts that go on where a process that was killed, or a connection that was lost, left them. */
class ResumedPutIT {
    private static final int SIZE = 50 << 20;
    /** So large that a process is killed before it is through. */
    private static final int LARGE = 100 << 20;

    private static final int FOUR_PIECES = (40 << 20) + 12_345;
    /** Where all that is kept in parts begins. */
    private static final int SMALL = 9_000_000;

    private static final Pattern RESUMED = Pattern.compile("\"resumed\":(\\d+)");

    @TempDir
    Path root;

    @TempDir
    Path local;

    private FileTransferClient client(int port, int retries) {
        return FileTransferClient.open(Client.config(port)
                .retries(retries)
                .stateDirectory(local.resolve("state"))
                .build());
    }

    private Launched put(int port, Path source, String... options) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("put", "--json"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(source.toString(), "127.0.0.1:" + port + "/name"));
        return Launched.start(
                Launched.java(List.of(), "io.filetransfer.client.cli.Main", arguments.toArray(String[]::new)),
                Path.of("."),
                Path.of("/dev/null"),
                Map.of("XDG_STATE_HOME", local.toString()));
    }

    private static long resumed(Launched client) throws Exception {
        assertEquals(0, client.exit(), client::err);
        Matcher resumed = RESUMED.matcher(client.out());
        assertTrue(resumed.find(), client.out());
        return Long.parseLong(resumed.group(1));
    }

    private FileTransferServer serve() throws Exception {
        return FileTransferServer.start(ServerConfig.builder(root).port(0).build());
    }

    private List<String> states(String directory) throws Exception {
        Path states = local.resolve(directory);
        return Files.exists(states) ? Trees.names(states) : List.of();
    }

    private void assertStored(Path source) throws Exception {
        assertEquals(-1, Files.mismatch(source, root.resolve("name")));
        assertEquals(List.of("commits"), Trees.names(uploads()));
    }

    private Path uploads() {
        return root.resolve(".filetransfer/uploads");
    }

    private boolean holdsParts() throws Exception {
        return Files.exists(uploads()) && Trees.names(uploads()).size() > 1;
    }

    /** Until the server has noted what came of the connection that is gone. */
    private void awaitNoted(ServerProcess server, int descriptors) throws Exception {
        Await.until("the end of the first upload", () -> server.descriptors() <= descriptors);
    }

    @Test
    void afterKill9OfTheClient() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(1, SIZE));
        try (ServerProcess server = ServerProcess.start(root)) {
            int descriptors = server.descriptors();
            for (long at : new long[] {1_000_000, 30_000_000 + System.nanoTime() % 18_000_000}) {
                Files.deleteIfExists(root.resolve("name"));
                try (FaultProxy proxy =
                        new FaultProxy(server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, at)) {
                    try (Launched client = put(proxy.port(), source)) {
                        Await.until("the moment", proxy::hasStruck);
                        client.signal("KILL");
                        client.exit();
                    }
                    assertEquals(1, states("file-transfer").size());
                    proxy.goOn();
                    awaitNoted(server, descriptors);
                    Await.until("the end of its connections", proxy::isIdle);
                    long before = proxy.passed(FaultProxy.Direction.TO_SERVER);
                    try (Launched client = put(proxy.port(), source)) {
                        long resumed = resumed(client);
                        long sent = proxy.passed(FaultProxy.Direction.TO_SERVER) - before;
                        System.out.println("killed at " + at + " of " + SIZE + ": resumed at " + resumed + ", sent "
                                + sent + ", of that again " + (sent - (SIZE - at)));
                        assertTrue(Math.abs(SIZE - resumed - sent) <= 100_000);
                        assertTrue(sent <= SIZE - at + (4 << 20), "sent " + sent);
                    }
                }
                assertStored(source);
                assertEquals(List.of(), states("file-transfer"));
            }
        }
    }

    @Test
    void theServerIsKilledWithinOneRun() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(2, LARGE));
        ServerProcess server = ServerProcess.start(root);
        int port = server.port();
        try (FileTransferClient client = client(port, 20)) {
            Transfer<TransferResult> put = client.put(PutRequest.of("name").expectAbsent(true), source);
            Await.until("the middle", () -> put.progress().bytes() > LARGE / 2);
            server.kill();
            server = ServerProcess.start(root, "--port", Integer.toString(port));
            assertEquals(LARGE, Client.get(put.future()).bytes());
            assertStored(source);
            assertEquals(List.of(), states("state"));
        } finally {
            server.close();
        }
    }

    @Test
    void theServerIsKilledAndBothComeAgain() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(3, SIZE));
        ServerProcess server = ServerProcess.start(root);
        try (FaultProxy proxy =
                new FaultProxy(server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, 40_000_000)) {
            int port = server.port();
            try (FileTransferClient client = client(proxy.port(), 0)) {
                Transfer<TransferResult> put = client.put(PutRequest.of("name"), source);
                Await.until("more than a checkpoint", proxy::hasStruck);
                server.kill();
                assertEquals(ErrorCode.CONNECTION, Client.outcome(put.future()));
            }
            assertFalse(Files.exists(root.resolve("name")));
            proxy.goOn();
            server = ServerProcess.start(root, "--port", Integer.toString(port));
            try (FileTransferClient client = client(proxy.port(), 0)) {
                TransferResult result =
                        Client.get(client.put(PutRequest.of("name"), source).future());
                assertStored(source);
                System.out.println("server killed after a piece: resumed at " + result.resumedFrom());
                assertEquals(List.of(), states("state"));
                Canary.sing(port);
            }
        } finally {
            server.close();
        }
    }

    /** Another content under the same name and of the same size: nothing of the first may stay. */
    @Test
    void theSourceIsAnotherOneByThen() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(4, 24 << 20));
        try (ServerProcess server = ServerProcess.start(root);
                FaultProxy proxy = halting(server)) {
            cancelled(server, proxy, source);
            assertTrue(holdsParts());
            Files.write(source, Trees.bytes(5, 24 << 20));
            try (FileTransferClient client = client(proxy.port(), 0)) {
                TransferResult result =
                        Client.get(client.put(PutRequest.of("name"), source).future());
                assertEquals(0, result.resumedFrom());
            }
            assertStored(source);
        }
    }

    /** Only the time tells that it is another one: the content that is there is compared all the same. */
    @Test
    void theSourceChangesBehindTheTime() throws Exception {
        byte[] content = Trees.bytes(6, 24 << 20);
        Path source = Files.write(local.resolve("source"), content);
        try (ServerProcess server = ServerProcess.start(root);
                FaultProxy proxy = halting(server)) {
            cancelled(server, proxy, source);
            Path state = local.resolve("state").resolve(states("state").get(0));
            byte[] kept = Files.readAllBytes(state);
            content[1_000_000] ^= 1;
            Path changed = Files.write(local.resolve("changed"), content);
            Files.setLastModifiedTime(changed, Files.getLastModifiedTime(source));
            Files.move(changed, source, StandardCopyOption.REPLACE_EXISTING);
            assertArrayEquals(kept, Files.readAllBytes(state));
            try (FileTransferClient client = client(proxy.port(), 0)) {
                Client.get(client.put(PutRequest.of("name"), source).future());
            }
            assertStored(source);
        }
    }

    private static FaultProxy halting(ServerProcess server) throws Exception {
        return new FaultProxy(server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, 10_000_000);
    }

    private void cancelled(ServerProcess server, FaultProxy proxy, Path source) throws Exception {
        int descriptors = server.descriptors();
        try (FileTransferClient client = client(proxy.port(), 0)) {
            Transfer<TransferResult> put = client.put(PutRequest.of("name"), source);
            Await.until("the middle", proxy::hasStruck);
            put.cancel();
            assertThrows(CancellationException.class, put::join);
            assertEquals(1, states("state").size());
        }
        proxy.goOn();
        awaitNoted(server, descriptors);
    }

    @Test
    void theAnswerToTheCommitIsLost() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(7, SMALL));
        try (FileTransferServer server = serve()) {
            for (int at = 30; at < 300; at += 30) {
                Files.deleteIfExists(root.resolve("name"));
                try (FaultProxy proxy = new FaultProxy(
                                server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.CUT, at);
                        FileTransferClient client = client(proxy.port(), 3)) {
                    PutRequest request = PutRequest.of("name").expectAbsent(true);
                    ErrorCode outcome =
                            Client.outcome(client.put(request, source).future());
                    if (outcome != null) {
                        assertEquals(ErrorCode.CONNECTION, outcome, "cut at " + at);
                        try (FileTransferClient again = client(proxy.port(), 0)) {
                            // Whatever was lost, it is never refused for having been carried out.
                            assertTrue(ErrorCode.EXISTS
                                    != Client.outcome(again.put(request, source).future()));
                        }
                    } else {
                        assertStored(source);
                    }
                }
            }
        }
    }

    @Test
    void twoProcessesAtOnce() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(8, SIZE));
        try (FileTransferServer server = serve();
                Launched first = put(server.port(), source);
                Launched second = put(server.port(), source)) {
            assertEquals(0, first.exit(), first::err);
            assertEquals(0, second.exit(), second::err);
            assertStored(source);
            assertEquals(List.of(), states("file-transfer"));
        }
    }

    @Test
    void withoutAPlaceForTheState() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(9, SMALL));
        Path file = Files.write(local.resolve("file"), new byte[1]);
        try (FileTransferServer server = serve();
                FileTransferClient client = FileTransferClient.open(Client.config(server.port())
                        .stateDirectory(file.resolve("state"))
                        .build())) {
            Client.get(client.put(PutRequest.of("name"), source).future());
            assertStored(source);
        }
    }

    @Test
    void refusedForGood() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(10, SMALL));
        Files.write(root.resolve("name"), new byte[1]);
        try (FileTransferServer server = serve();
                FileTransferClient client = client(server.port(), 0)) {
            PutRequest absent = PutRequest.of("name").expectAbsent(true);
            assertEquals(
                    ErrorCode.EXISTS, Client.outcome(client.put(absent, source).future()));
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    Client.outcome(client.put(PutRequest.of("no/name"), source).future()));
            TransferResult result = Client.get(
                    client.put(PutRequest.of("no/name").parents(true), source).future());
            assertEquals(SMALL, result.resumedFrom());
            assertEquals(List.of("commits"), Trees.names(uploads()));
            assertEquals(List.of(), states("state"));
        }
    }

    @Test
    void fourStreams() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(11, FOUR_PIECES));
        try (FileTransferServer server = serve()) {
            for (FaultProxy.Fault fault : List.of(FaultProxy.Fault.NONE, FaultProxy.Fault.RESET)) {
                try (FaultProxy proxy =
                                new FaultProxy(server.port(), FaultProxy.Direction.TO_SERVER, fault, 6_000_000);
                        FileTransferClient client = client(proxy.port(), 30)) {
                    PutRequest request = PutRequest.of("name").streams(4);
                    assertEquals(
                            FOUR_PIECES,
                            Client.get(client.put(request, source).future()).bytes());
                    assertStored(source);
                    long sent = proxy.passed(FaultProxy.Direction.TO_SERVER);
                    System.out.println("four streams, " + fault + ": sent " + sent);
                }
            }
        }
    }
}
