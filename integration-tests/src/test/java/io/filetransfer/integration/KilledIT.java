package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end by kill -9 in the middle: what was acknowledged is there, and nothing that is half done. */
class KilledIT {
    private static final int ROUNDS = 2;
    private static final int WRITERS = 8;
    private static final int NAMES = 6;

    @TempDir
    Path root;

    @TempDir
    Path local;

    /** Every content says for which name and which turn it is. */
    private static byte[] content(String name, int turn) {
        int length = turn % 3 == 0 ? 5_000 : 300_000 + turn * 1000;
        byte[] content = Trees.bytes(name.hashCode() * 31L + turn, length);
        byte[] head = (name + " " + turn + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, content, 0, head.length);
        return content;
    }

    private static int turn(String name, byte[] content) {
        String head = new String(content, 0, 40, java.nio.charset.StandardCharsets.ISO_8859_1);
        String[] words = head.substring(0, head.indexOf('\n')).split(" ");
        assertEquals(name, words[0]);
        return Integer.parseInt(words[1]);
    }

    @Test
    void theServerInTheMiddleOfPutsAndGets() throws Exception {
        Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
        Map<String, Integer> begun = new ConcurrentHashMap<>();
        AtomicInteger puts = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(root)) {
                assertEquals(List.of(), Trees.names(Trees.staging(root)));
                check(server, acknowledged, begun);
                int goal = puts.get() + 40 + 17 * round;
                List<Thread> writers = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    int number = writer;
                    Thread thread = new Thread(() -> write(server.port(), number, acknowledged, begun, puts));
                    thread.start();
                    writers.add(thread);
                }
                Await.until("puts", () -> puts.get() >= goal);
                server.kill();
                for (Thread writer : writers) {
                    writer.join(Await.LIMIT.toMillis());
                    assertTrue(!writer.isAlive(), "A client hangs after the server's end");
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(root)) {
            check(server, acknowledged, begun);
            assertEquals(List.of(), Trees.names(Trees.staging(root)));
            Canary.sing(server.port());
        }
    }

    /** Puts names of its own, each time with the next content, until the server is gone. */
    private void write(
            int port, int writer, Map<String, Integer> acknowledged, Map<String, Integer> begun, AtomicInteger puts) {
        try (FileTransferClient client = Client.of(port)) {
            for (int i = 0; ; i++) {
                String name = "w" + writer + "-" + i % NAMES;
                int turn = begun.merge(name, 1, Integer::sum);
                Path source = Files.write(local.resolve("source" + writer), content(name, turn));
                Transfer<TransferResult> put =
                        client.put(PutRequest.of("dir/" + name).parents(true), source);
                Transfer<TransferResult> get =
                        client.get(GetRequest.of("dir/" + name), local.resolve("target" + writer));
                Client.outcome(get.future());
                ErrorCode outcome = Client.outcome(put.future());
                if (outcome != null) {
                    return;
                }
                acknowledged.put(name, turn);
                puts.incrementAndGet();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Under each name: what was acknowledged last, or what was begun after it, whole. */
    private void check(ServerProcess server, Map<String, Integer> acknowledged, Map<String, Integer> begun)
            throws Exception {
        try (FileTransferClient client = Client.of(server.port())) {
            for (String name : begun.keySet()) {
                Path target = local.resolve("check");
                ErrorCode outcome = Client.outcome(
                        client.get(GetRequest.of("dir/" + name), target).future());
                if (outcome != null) {
                    assertEquals(ErrorCode.NOT_FOUND, outcome);
                    assertTrue(!acknowledged.containsKey(name), "Acknowledged, and gone: " + name);
                    continue;
                }
                byte[] there = Files.readAllBytes(target);
                int turn = turn(name, there);
                assertArrayEquals(content(name, turn), there);
                assertTrue(turn >= acknowledged.getOrDefault(name, 0), "An older content of " + name);
                assertTrue(turn <= begun.get(name));
            }
        }
        try (var files = Files.walk(root.resolve("dir"))) {
            files.filter(Files::isRegularFile)
                    .forEach(file ->
                            assertTrue(begun.containsKey(file.getFileName().toString())));
        } catch (java.nio.file.NoSuchFileException nothingYet) {
            // The first round.
        }
    }

    @Test
    void aClientInTheMiddleOfAPut() throws Exception {
        byte[] old = {1, 2, 3};
        Files.write(root.resolve("name"), old);
        Path source = Files.write(local.resolve("source"), Trees.bytes(13, 20_000_000));
        try (ServerProcess server = ServerProcess.start(root);
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.HALT, 10_000_000);
                Launched client = program(proxy.port(), "put", source)) {
            Await.until("the middle", proxy::hasStruck);
            Await.until(
                    "a part",
                    () -> Trees.names(root.resolve(".filetransfer/uploads")).size() > 1);
            client.signal("KILL");
            client.exit();
            proxy.goOn();
            Trees.awaitEmptyStaging(root);
            assertArrayEquals(old, Files.readAllBytes(root.resolve("name")));
            Canary.sing(server.port());
        }
    }

    @Test
    void aClientInTheMiddleOfAGet() throws Exception {
        Files.write(root.resolve("name"), Trees.bytes(14, 20_000_000));
        byte[] old = {4, 5, 6};
        Path target = Files.write(Files.createDirectory(local.resolve("dir")).resolve("target"), old);
        try (ServerProcess server = ServerProcess.start(root);
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.HALT, 10_000_000);
                Launched client = program(proxy.port(), "get", target)) {
            int before = server.descriptors();
            Await.until("the middle", proxy::hasStruck);
            client.signal("KILL");
            client.exit();
            assertArrayEquals(old, Files.readAllBytes(target));
            // What kill -9 leaves is a hidden temporary file, never one with the name.
            for (String left : Trees.names(target.getParent())) {
                assertTrue(left.equals("target") || left.startsWith(".target.ftpart"), left);
            }
            proxy.goOn();
            Await.until("no open file of the download", () -> server.descriptors() <= before);
            Canary.sing(server.port());
        }
    }

    private static Launched program(int port, String command, Path file) throws Exception {
        String remote = "127.0.0.1:" + port + "/name";
        String[] operands = command.equals("put")
                ? new String[] {"put", file.toString(), remote}
                : new String[] {"get", remote, file.toString()};
        return Launched.start(Launched.java(List.of(), "io.filetransfer.client.cli.Main", operands));
    }

    /** A lock that the dead has held keeps nobody out, and what it left behind is cleaned, but not what others made. */
    @Test
    void leftoversOfTheDead() throws Exception {
        try (ServerProcess server = ServerProcess.start(root)) {
            NativeConnection connection = new NativeConnection(server.port());
            connection
                    .request(io.filetransfer.codec.Choice.PUT, "half")
                    .content(Trees.bytes(1, 100_000))
                    .flush();
            Await.until(
                    "content in staging",
                    () -> Arrays.stream(Trees.staging(root).toFile().listFiles())
                            .anyMatch(file -> file.length() > 0));
            server.kill();
            connection.close();
        }
        assertEquals(1, Trees.names(Trees.staging(root)).size());
        Files.writeString(root.resolve("mine"), "kept");
        try (ServerProcess server = ServerProcess.start(root)) {
            assertEquals(List.of(), Trees.names(Trees.staging(root)));
            assertEquals(List.of("mine"), Trees.visible(root));
            Canary.sing(server.port());
        }
    }
}
