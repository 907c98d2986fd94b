package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.Await;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads that go on where a process that was killed, or a connection that was lost, left them. */
class ResumeIT {
    private static final int SIZE = 100 << 20;
    /** And a frame, as they are made between two of them. */
    private static final long CHECKPOINT = (64 << 20) + (4 << 20);

    /** Bytes of an entry with an extent: length, offset, length, CRC-32C, CRC-32C of its own. */
    private static final int ENTRY = 26;

    private static final Pattern RESUMED = Pattern.compile("\"resumed\":(\\d+)");

    @TempDir
    Path root;

    @TempDir
    Path local;

    /** The first time through the server, which stores the digest; the second time as someone else's file. */
    @Test
    void afterKill9() throws Exception {
        Path source = Files.write(local.resolve("source"), Trees.bytes(90, SIZE));
        try (ServerProcess server = ServerProcess.start(root)) {
            try (FileTransferClient client = Client.of(server.port())) {
                Client.get(client.put(PutRequest.of("name"), source).future());
            }
            killed(server, source);
            Files.copy(source, root.resolve("other"));
            Files.move(root.resolve("other"), root.resolve("name"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            killed(server, source);
            Canary.sing(server.port());
        }
    }

    private void killed(ServerProcess server, Path source) throws Exception {
        Path target = Files.createTempDirectory(local, "target").resolve("copy");
        Path journal = target.resolveSibling(".copy.ftpart.journal");
        long at = SIZE / 10 * 9L;
        try (FaultProxy proxy =
                new FaultProxy(server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.HALT, at)) {
            int held;
            try (Launched client = get(proxy.port(), target)) {
                Await.until("nine tenths", proxy::hasStruck);
                Await.until("the last checkpoint", () -> journaled(journal) >= at - CHECKPOINT);
                held = server.descriptors();
                client.signal("KILL");
                client.exit();
            }
            assertFalse(Files.exists(target));
            assertEquals(List.of(".copy.ftpart", ".copy.ftpart.journal"), Trees.names(target.getParent()));
            proxy.goOn();
            Await.until("the end of the first download", () -> server.descriptors() < held && proxy.isIdle());
            long passed = proxy.passed(FaultProxy.Direction.TO_CLIENT);
            try (Launched client = get(proxy.port(), target)) {
                assertEquals(0, client.exit(), client::err);
                long sent = proxy.passed(FaultProxy.Direction.TO_CLIENT) - passed;
                Matcher resumed = RESUMED.matcher(client.out());
                assertTrue(resumed.find(), client.out());
                System.out.println("killed at " + at + " of " + SIZE + ": resumed at " + resumed.group(1) + ", sent "
                        + sent + ", of that again " + (sent - (SIZE - at)));
                assertTrue(Math.abs(SIZE - Long.parseLong(resumed.group(1)) - sent) <= 100_000);
                assertTrue(sent <= SIZE - at + CHECKPOINT, "sent " + sent);
            }
        }
        assertEquals(-1, Files.mismatch(source, target));
        assertEquals(List.of("copy"), Trees.names(target.getParent()));
    }

    /** Where the last extent ends. */
    private static long journaled(Path journal) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(journal));
        int first = 2 + bytes.getShort(0) + 4;
        int last = first + (bytes.limit() - first) / ENTRY * ENTRY - ENTRY;
        return last < first ? 0 : bytes.getLong(last + 2) + bytes.getLong(last + 10);
    }

    private static Launched get(int port, Path target) throws Exception {
        return Launched.start(Launched.java(
                List.of(),
                "io.filetransfer.client.cli.Main",
                "get",
                "--json",
                "127.0.0.1:" + port + "/name",
                target.toString()));
    }

    @Test
    void withinOneCall() throws Exception {
        byte[] content = Trees.bytes(91, 40_000_000);
        Files.write(root.resolve("name"), content);
        try (ServerProcess server = ServerProcess.start(root);
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_CLIENT, FaultProxy.Fault.RESET, 30_000_000);
                FileTransferClient client = FileTransferClient.open(
                        Client.config(proxy.port()).retries(5).build())) {
            Path target = local.resolve("copy");
            TransferResult result =
                    Client.get(client.get(GetRequest.of("name"), target).future());
            assertEquals(0, result.resumedFrom());
            assertEquals(content.length, result.bytes());
            assertEquals(-1, Files.mismatch(root.resolve("name"), target));
            assertEquals(List.of("copy"), Trees.names(local));
            long sent = proxy.passed(FaultProxy.Direction.TO_CLIENT);
            System.out.println("reset at 30000000 of 40000000: sent " + sent);
            assertTrue(sent < 50_000_000, "sent " + sent);
        }
    }
}
