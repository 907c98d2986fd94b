package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of a real server. */
@Timeout(120)
class QuotaIT {
    private static final int FILE = 1 << 20;

    @TempDir
    Path root;

    @TempDir
    Path directory;

    private void user(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("add", name, "--users", users().toString(), "--root", "/home/%u"));
        all.addAll(List.of(options));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        assertEquals(
                0,
                UserProgram.run(
                        all,
                        Map.of("FTP_SERVER_PASSWORD", "password"),
                        InputStream.nullInputStream(),
                        nowhere,
                        System.err,
                        question -> null));
    }

    private Path users() {
        return directory.resolve("users.toml");
    }

    private ServerProcess serve() throws Exception {
        return ServerProcess.start(root, "--users", users().toString());
    }

    private static FileTransferClient as(String user, int port) {
        return FileTransferClient.open(Client.config(port)
                .credentials(ClientCredentials.password(user, "password".toCharArray()))
                .build());
    }

    private long stored(String user) throws Exception {
        try (Stream<Path> all = Files.list(root.resolve("home").resolve(user))) {
            return all.count();
        }
    }

    /** @return how many were stored; the others are refused for the quota */
    private long putAtOnce(FileTransferClient client, Path source, String prefix) {
        List<Transfer<?>> puts = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            puts.add(client.put(PutRequest.of(prefix + i), source));
        }
        List<ErrorCode> outcomes = new ArrayList<>();
        puts.forEach(put -> outcomes.add(Client.outcome(put)));
        assertTrue(
                outcomes.stream().allMatch(outcome -> outcome == null || outcome == ErrorCode.QUOTA_EXCEEDED),
                outcomes.toString());
        return outcomes.stream().filter(outcome -> outcome == null).count();
    }

    @Test
    void manyUploadsAtOnceAndAKilledServer() throws Exception {
        user("alice", "--allow", "read,list,create,delete", "--quota", "5M");
        Path source = Files.write(directory.resolve("source"), Trees.bytes(1, FILE));
        try (ServerProcess server = serve();
                FileTransferClient alice = as("alice", server.port())) {
            assertEquals(5, putAtOnce(alice, source, "a"));
            assertEquals(5, stored("alice"));
            assertEquals(0, putAtOnce(alice, source, "b"));
            try (Stream<Path> all = Files.list(root.resolve("home/alice"))) {
                for (Path file : all.limit(3).toList()) {
                    assertNull(Client.outcome(alice.delete(file.getFileName().toString(), false, null)));
                }
            }
            for (int i = 0; i < 16; i++) {
                alice.put(PutRequest.of("c" + i), source);
            }
            server.kill();
        }
        long left = stored("alice");
        try (ServerProcess server = serve();
                FileTransferClient alice = as("alice", server.port())) {
            assertEquals(5 - left, putAtOnce(alice, source, "d"));
            assertEquals(5, stored("alice"));
        }
    }

    @Test
    void uploadsInPartsAndOfUnknownSize() throws Exception {
        user("bob", "--allow", "all", "--quota", "20M");
        Path large = Files.write(directory.resolve("large"), Trees.bytes(2, 12 << 20));
        try (ServerProcess server = serve();
                FileTransferClient bob = as("bob", server.port())) {
            assertNull(Client.outcome(bob.put(PutRequest.of("large"), large)));
            assertEquals(ErrorCode.QUOTA_EXCEEDED, Client.outcome(bob.put(PutRequest.of("more"), large)));
            assertEquals(
                    ErrorCode.QUOTA_EXCEEDED,
                    Client.outcome(bob.putStream(PutRequest.of("stream"), out -> out.write(Trees.bytes(3, 9 << 20)))));
            assertNull(Client.outcome(
                    bob.putStream(PutRequest.of("stream"), out -> out.write(Trees.bytes(3, 8 << 20)))));
            assertEquals(2, stored("bob"));
            assertNull(Client.outcome(bob.delete("large", false, null)));
            assertNull(Client.outcome(bob.put(PutRequest.of("again"), large)));
        }
    }
}
