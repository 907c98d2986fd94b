package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit of the server program. */
@Timeout(120)
class AuditIT {
    @TempDir
    Path root;

    @TempDir
    Path directory;

    private void user(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("add", name, "--users", users().toString()));
        all.addAll(List.of(options));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertEquals(
                0,
                UserProgram.run(
                        all,
                        Map.of("FTP_SERVER_PASSWORD", "secret of " + name),
                        InputStream.nullInputStream(),
                        nowhere,
                        System.err,
                        question -> null));
    }

    private Path users() {
        return directory.resolve("users.toml");
    }

    private Path audit() {
        return directory.resolve("audit.json");
    }

    private static FileTransferClient as(String user, String password, int port) {
        return FileTransferClient.open(Client.config(port)
                .credentials(ClientCredentials.password(user, password.toCharArray()))
                .build());
    }

    /** In their order, without what differs from run to run. */
    private List<String> lines() throws Exception {
        return Files.readAllLines(audit()).stream()
                .map(line -> line.replaceAll("\"(time|address|agent|id|version|expected)\":\"[^\"]*\",?", "")
                        .replace(",}", "}"))
                .toList();
    }

    @Test
    void whoDidWhat() throws Exception {
        user("alice", "--allow", "all", "--root", "/home/%u");
        user("reader", "--allow", "read,list");
        Path source = Files.write(directory.resolve("source"), Trees.bytes(1, 1000));
        Path large = Files.write(directory.resolve("large"), Trees.bytes(2, 9 << 20));
        Files.writeString(audit(), "");
        Files.setPosixFilePermissions(audit(), PosixFilePermissions.fromString("rw-r--r--"));
        try (ServerProcess server =
                ServerProcess.start(root, "--users", users().toString(), "--audit-log", audit().toString())) {
            try (FileTransferClient alice = as("alice", "secret of alice", server.port())) {
                assertNull(Client.outcome(alice.put(PutRequest.of("new\nline"), source)));
                assertNull(Client.outcome(alice.put(PutRequest.of("large"), large)));
                assertNull(Client.outcome(alice.move("large", "moved", false)));
                assertNull(Client.outcome(alice.delete("moved", false, null)));
            }
            try (FileTransferClient reader = as("reader", "secret of reader", server.port())) {
                assertEquals(ErrorCode.DENIED, Client.outcome(reader.delete("home", true, null)));
            }
            try (FileTransferClient wrong = as("alice", "another secret", server.port())) {
                assertEquals(ErrorCode.UNAUTHENTICATED, Client.outcome(wrong.delete("x", true, null)));
            }
            Await.until("the last line", () -> Files.readString(audit()).contains("UNAUTHENTICATED\",\"reason"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(audit())));
            List<String> lines = lines();
            for (String line : List.of(
                    "{\"event\":\"login\",\"user\":\"alice\",\"means\":\"PASSWORD\"}",
                    "{\"event\":\"change\",\"user\":\"alice\",\"choice\":\"PUT\",\"name\":\"new\\u000aline\",\"bytes\":1000}",
                    "{\"event\":\"change\",\"user\":\"alice\",\"choice\":\"COMMIT\",\"name\":\"large\",\"bytes\":9437184}",
                    "{\"event\":\"change\",\"user\":\"alice\",\"choice\":\"MOVE\",\"name\":\"large\",\"target\":\"moved\","
                            + "\"bytes\":9437184}",
                    "{\"event\":\"change\",\"user\":\"alice\",\"choice\":\"DELETE\",\"name\":\"moved\",\"bytes\":0}",
                    "{\"event\":\"refused\",\"user\":\"reader\",\"choice\":\"DELETE\",\"name\":\"home\",\"code\":\"DENIED\","
                            + "\"reason\":\"This user may not do that here.\"}",
                    "{\"event\":\"login-failed\",\"user\":\"alice\",\"means\":\"PASSWORD\",\"code\":\"UNAUTHENTICATED\"}")) {
                assertTrue(lines.contains(line), line + "\nis not in\n" + String.join("\n", lines));
            }
            assertEquals(
                    4,
                    lines.stream().filter(line -> line.contains("\"change\"")).count());
            assertTrue(Files.readAllLines(audit()).stream()
                    .filter(line -> line.contains("\"login"))
                    .allMatch(line -> line.contains("\"agent\":\"integration tests")));
            String all = Files.readString(audit()) + server.log();
            assertFalse(all.contains("secret"), all);
            assertTrue(all.contains(" COMMIT \"large\" 9437184 bytes "), all);
            assertTrue(server.log().lines().anyMatch(line -> line.endsWith(" user alice")), server.log());
        }
    }

    @Test
    void theFileIsPutAside() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                root, "--audit-log", audit().toString(), "--audit-log-size", "1000", "--audit-log-files", "2")) {
            try (FileTransferClient client =
                    FileTransferClient.open(Client.config(server.port()).build())) {
                for (int i = 0; i < 50; i++) {
                    assertNull(Client.outcome(client.makeDirectory("d" + i, false)));
                }
            }
            assertTrue(Files.exists(directory.resolve("audit.json.1")));
            assertTrue(Files.exists(directory.resolve("audit.json.2")));
            assertFalse(Files.exists(directory.resolve("audit.json.3")));
            assertTrue(Files.size(directory.resolve("audit.json.1")) < 1500);
            Path newest = Files.size(audit()) > 0 ? audit() : directory.resolve("audit.json.1");
            assertTrue(Files.readString(newest).contains("\"name\":\"d49\""), Files.readString(newest));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("audit.json.1"))));
        }
    }

    @Test
    void inTheLogItIsWholeWhateverTheLevelOfTheLogIs() throws Exception {
        try (ServerProcess server = ServerProcess.start(root, "--audit-log", "-", "--log-level", "error")) {
            try (FileTransferClient client =
                    FileTransferClient.open(Client.config(server.port()).build())) {
                assertNull(Client.outcome(client.makeDirectory("a", false)));
            }
            Await.until("the line", () -> server.log().contains("\"choice\":\"MKDIR\""));
        }
    }

    @Test
    void withoutItsAuditAServerDoesNotStart() throws Exception {
        String file = directory.resolve("missing/audit.json").toString();
        try (Launched server = ServerProcess.launch(List.of(), List.of(), root, "--audit-log", file)) {
            assertEquals(1, server.exit());
            assertTrue(server.err().startsWith("ftp-server: the audit cannot be written to " + file), server.err());
        }
    }

    /** No file may grow beyond 4 MiB, and the audit's is nearly as large. */
    @Test
    void whatCannotBeWrittenIsToldOnce() throws Exception {
        Files.write(audit(), new byte[(4 << 20) - 10]);
        List<String> limited = List.of("bash", "-c", "ulimit -f 4096; exec \"$@\"", "bash");
        try (ServerProcess server =
                ServerProcess.start(limited, List.of("-XX:-UsePerfData"), root, "--audit-log", audit().toString())) {
            try (FileTransferClient client =
                    FileTransferClient.open(Client.config(server.port()).build())) {
                assertNull(Client.outcome(client.makeDirectory("a", false)));
                assertNull(Client.outcome(client.makeDirectory("b", false)));
            }
            Await.until("the log", () -> server.log().contains("the audit cannot be written"));
            TimeUnit.MILLISECONDS.sleep(100);
            assertEquals(2, server.log().split("the audit cannot be written").length, server.log());
        }
    }
}
