package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator finds in the log. */
class LogIT {
    private static final int OFFSET = 0x8001;
    private static final int LENGTH = 0x8002;
    private static final int UPLOAD_ID = 0x8006;
    private static final int DIGEST = 0x0008;
    private static final int AGENT = 0x0015;

    @TempDir
    Path root;

    @Test
    void aFileHasOneLine() throws Exception {
        byte[] content = Trees.bytes(80, 2_000_000);
        byte[] id = NativeConnection.option(UPLOAD_ID, Trees.bytes(81, 16));
        byte[] size = NativeConnection.size(content.length);
        byte[] agent = NativeConnection.option(AGENT, "tester/1 \"x\"".getBytes(StandardCharsets.UTF_8));
        try (ServerProcess server = ServerProcess.start(root)) {
            try (NativeConnection connection = new NativeConnection(server.port())) {
                for (int from = 0; from < content.length; from += 1_000_000) {
                    connection.request(Choice.PUT, "large", id, size, number(OFFSET, from), number(LENGTH, 1_000_000));
                    byte[] part = Arrays.copyOfRange(content, from, from + 1_000_000);
                    connection.content(part).end(part).read(NativeConnection.REPLY);
                }
                connection.request(Choice.COMMIT, "large", id, size, digest(content), agent);
                connection.read(NativeConnection.REPLY);
            }
            Await.until("the line", () -> server.log().contains("COMMIT"));
            List<String> lines = server.log()
                    .lines()
                    .filter(line -> line.contains("\"large\""))
                    .toList();
            assertEquals(1, lines.size(), server.log());
            assertTrue(lines.get(0).contains("COMMIT \"large\" 2000000 bytes "), lines.get(0));
            assertTrue(lines.get(0).contains(" ok agent \"tester/1 \\\"x\\\"\" id "), lines.get(0));
        }
    }

    @Test
    void linesAboutTransfersGoToFilesThatArePutAside(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("transfers.log");
        Path audit = directory.resolve("audit.log");
        Path settings = Files.writeString(directory.resolve("server.toml"), "idle-timeout = 30\n");
        try (ServerProcess server = ServerProcess.start(
                root,
                "--transfer-log=" + log,
                "--transfer-log-size=4096",
                "--transfer-log-files=3",
                "--audit-log=" + audit,
                "--config=" + settings)) {
            for (int i = 0; i < 100; i++) {
                Canary.sing(server.port());
            }
            Await.until("four files", () -> Trees.names(directory).size() == 6);
            assertTrue(Files.readString(directory.resolve("transfers.log.1")).contains(" INFO  transfer 127.0.0.1:"));
            assertTrue(!server.log().contains(" transfer "), server.log());
            server.program().signal("HUP");
            Await.until(server::log, () -> server.log().contains("the configuration was read again"));
        }
    }

    @Test
    void linesAboutTransfersThatWentWellAreCountedBeyondALimit() throws Exception {
        String log;
        try (ServerProcess server = ServerProcess.start(root, "--log-transfers=5")) {
            Canary.sing(server.port());
            Canary.sing(server.port());
            server.program().signal("TERM");
            assertEquals(0, server.program().exit());
            log = server.log();
        }
        assertEquals(5, log.lines().filter(line -> line.contains(" transfer ")).count(), log);
        assertTrue(log.contains("more transfers that went well are not logged one by one"), log);
    }

    @Test
    void theBeginningAndTheEndAreTold() throws Exception {
        try (ServerProcess server = ServerProcess.start(root)) {
            server.program().signal("HUP");
            Await.until("a word about SIGHUP", () -> server.log().contains("SIGHUP: "));
            Canary.sing(server.port());
            server.program().signal("TERM");
            assertEquals(0, server.program().exit());
            assertTrue(server.log().contains("serving " + root), server.log());
            assertTrue(server.log().contains("going down: "), server.log());
            assertTrue(server.log().lines().reduce((a, b) -> b).orElse("").endsWith("ended"), server.log());
            assertFalse(server.log().contains("io.netty"), server.log());
        }
    }

    @Test
    void aHangUpReadsTheConfigurationAgainAndABadOneChangesNothing(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("server.toml"), "idle-timeout = 30\n");
        try (ServerProcess server = ServerProcess.start(root, "--config", file.toString())) {
            Files.writeString(file, "max-file-size = 9\nport = 1\nread-only = true\n");
            server.program().signal("HUP");
            Await.until("the new settings", () -> server.log().contains("the configuration was read again"));
            Await.until("the rest", () -> server.log().contains("at the next start only: read-only"));
            Files.writeString(file, "max-file-sise = 1000\n");
            server.program().signal("HUP");
            Await.until("the error", () -> server.log().contains("did you mean max-file-size?"));
            assertTrue(server.log().contains(file + ", line 1: max-file-sise"), server.log());
            try (FileTransferClient client =
                    FileTransferClient.open(Client.config(server.port()).build())) {
                assertEquals(
                        ErrorCode.TOO_LARGE,
                        assertThrows(
                                        FileTransferException.class,
                                        () -> client.put(PutRequest.of("ten"), new byte[10])
                                                .join())
                                .code());
                client.put(PutRequest.of("nine"), new byte[9]).join();
            }
        }
    }

    private static byte[] number(int option, long value) {
        return NativeConnection.option(option, Trees.bigEndian(value));
    }

    private static byte[] digest(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return NativeConnection.option(
                DIGEST,
                ByteBuffer.allocate(5)
                        .put((byte) 1)
                        .putInt((int) crc.getValue())
                        .array());
    }
}
