package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.QuickUpkeep;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.user.UserProgram;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of users share: a file of them, and a server that takes up its changes at once. */
abstract class UsersServed {
    @TempDir
    Path root;

    @TempDir
    Path directory;

    Path users;
    Path source;
    FileTransferServer server;

    @BeforeEach
    void files() throws Exception {
        users = directory.resolve("users.toml");
        source = Files.write(directory.resolve("source"), Trees.bytes(1, 10_000));
        Files.write(directory.resolve("large"), Trees.bytes(2, 9 << 20));
        user("add", "alice", "--allow", "all", "--root", "/home/%u");
        user("add", "reader", "--allow", "read,list");
        user("add", "writer", "--allow", "write");
        user("add", "creator", "--allow", "create");
        user("add", "elsewhere", "--allow", "all", "--path", "/other");
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    final String user(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        Map<String, String> environment =
                Map.of("FTP_SERVER_PASSWORD", "password of " + (arguments.length > 1 ? arguments[1] : ""));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = UserProgram.run(all, environment, InputStream.nullInputStream(), lines, lines, question -> null);
        String text = out.toString(StandardCharsets.UTF_8).strip();
        assertEquals(0, status, text);
        return text;
    }

    final void serve() throws Exception {
        server = QuickUpkeep.start(
                ServerConfig.builder(root).port(0).users(users).build());
    }

    static byte[] credentials(String user) {
        byte[] secret = (user + "\0password of " + user).getBytes(StandardCharsets.UTF_8);
        return NativeConnection.option(
                0x800c,
                ByteBuffer.allocate(1 + secret.length).put((byte) 2).put(secret).array());
    }

    final FileTransferClient open(ClientCredentials credentials) {
        return FileTransferClient.open(
                Client.config(server.port()).credentials(credentials).build());
    }

    final FileTransferClient as(String user) {
        return open(ClientCredentials.password(user, ("password of " + user).toCharArray()));
    }
}
