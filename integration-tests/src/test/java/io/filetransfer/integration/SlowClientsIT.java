package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that send a byte a second, and clients that take nothing of what they asked for, on a server that has users. That
 * such bodies end after half a minute is in the tests of deadlines, whose time the test turns.
 */
class SlowClientsIT extends HostileClients {
    private static final int EACH = 40;
    private static final int SECONDS = 5;

    private byte[] token;

    @Override
    List<String> options(Path directory) {
        UsersMade users = new UsersMade(directory.resolve("users.toml"));
        users.run("add", "alice", "--no-password", "--allow", "all");
        token = NativeConnection.token(users.run("token", "alice"));
        return List.of("--users=" + directory.resolve("users.toml"), "--first-frame-timeout=2", "--login-timeout=4");
    }

    @Override
    void sing() throws Exception {
        Canary.sing(server.port(), token);
    }

    private NativeConnection connectNative() throws IOException {
        NativeConnection connection = new NativeConnection(server.port());
        hostile.add(connection.socket());
        return connection;
    }

    private List<NativeConnection> connections() throws IOException {
        List<NativeConnection> connections = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            connections.add(connectNative().flush());
        }
        return connections;
    }

    /** In the first frame, in the login after one that was refused, and in a body; the canary sings every second. */
    @Test
    void aByteASecond() throws Exception {
        List<NativeConnection> strangers = connections();
        List<NativeConnection> nobodies = connections();
        for (NativeConnection connection : nobodies) {
            assertEquals(
                    ErrorCode.UNAUTHENTICATED,
                    connection.request(Choice.STAT, "").readError());
        }
        List<NativeConnection> users = connections();
        for (int i = 0; i < EACH; i++) {
            users.get(i)
                    .request(Choice.PUT, "slow" + i, token)
                    .content((byte) 1)
                    .flush();
        }
        Await.until("all under way", () -> Trees.names(Trees.staging(root)).size() >= EACH);
        for (int second = 0; second < SECONDS; second++) {
            long due = System.nanoTime() + 1_000_000_000;
            trickle(strangers, new byte[] {NativeConnection.REQUEST, 0, 0, 0, 100}[second]);
            trickle(nobodies, new byte[] {NativeConnection.REQUEST, 0, 0, 0, 100}[second]);
            trickle(users, new byte[] {NativeConnection.CONTENT, 0, 0, 0, 1}[second]);
            sing();
            Thread.sleep(Math.max(1, (due - System.nanoTime()) / 1_000_000));
        }
        for (NativeConnection connection : strangers) {
            assertEquals(ErrorCode.TIMEOUT, connection.readError());
            assertTrue(connection.atEnd());
        }
        for (NativeConnection connection : nobodies) {
            assertEquals(ErrorCode.TIMEOUT, connection.readError());
            assertTrue(connection.atEnd());
        }
        for (NativeConnection connection : users) {
            connection.reset();
        }
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of(), Trees.visible(root));
    }

    private static void trickle(List<NativeConnection> connections, byte next) {
        for (NativeConnection connection : connections) {
            send(connection.socket(), new byte[] {next}, 1);
        }
    }

    /** A listing of 2 MB, a file of 8 MB, or thousands of requests, of which nothing is read. */
    @Test
    void whoNeverReads() throws Exception {
        Path many = Files.createDirectory(root.resolve("many"));
        String stem = "n".repeat(200);
        for (int i = 0; i < 8000; i++) {
            Files.createFile(many.resolve(stem + i));
        }
        Files.write(root.resolve("large"), Trees.bytes(1, 8_000_000));
        for (int i = 0; i < EACH; i++) {
            NativeConnection connection = connectNative();
            connection.socket().setReceiveBufferSize(4096);
            for (int k = 0; k < 20; k++) {
                boolean file = i % 2 == 0;
                connection.request(file ? Choice.GET : Choice.LIST, file ? "large" : "many", token);
            }
            connection.flush();
        }
        List<Thread> flooding = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            flooding.add(flood());
        }
        for (int i = 0; i < 5; i++) {
            sing();
        }
        for (Socket socket : hostile) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        for (Thread thread : flooding) {
            thread.join(Await.LIMIT.toMillis());
            assertFalse(thread.isAlive());
        }
        Files.delete(root.resolve("large"));
        try (var names = Files.list(many)) {
            for (Path name : names.toList()) {
                Files.delete(name);
            }
        }
        Files.delete(many);
    }

    /** Requests without end on a connection of which no answer is read; ends with the connection. */
    private Thread flood() throws IOException {
        NativeConnection connection = connectNative();
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    connection.request(Choice.STAT, "large", token);
                }
                connection.flush();
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.start();
        return thread;
    }
}
