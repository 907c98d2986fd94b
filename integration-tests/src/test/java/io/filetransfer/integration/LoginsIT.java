package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Credentials;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What logins cost, measured: for a machine that does nothing else meanwhile. */
@Tag("logins")
class LoginsIT {
    private static final int TRIES = 200;
    private static final int LOGINS = 300;
    private static final int TRANSFERS = 100;
    private static final int SIZE = 16 << 20;

    @TempDir
    Path root;

    @TempDir
    Path directory;

    private Path users;
    private String token;
    private int sources;

    @BeforeEach
    void users() throws Exception {
        users = directory.resolve("users.toml");
        UsersMade made = new UsersMade(users);
        made.run("add", "alice", "--allow", "all");
        token = made.run("token", "alice");
        Files.write(root.resolve("file"), Trees.bytes(1, SIZE));
    }

    @Test
    void anUnknownUserTakesAsLongAsAWrongPassword() throws Exception {
        try (ServerProcess server = start()) {
            long[] unknown = new long[TRIES];
            long[] wrong = new long[TRIES];
            for (int i = -20; i < TRIES; i++) { // the first warm up
                int at = Math.max(0, i);
                unknown[at] = nanos(server.port(), "nobody" + i);
                wrong[at] = nanos(server.port(), "alice");
            }
            double ratio = (double) median(unknown) / median(wrong);
            System.out.printf(
                    "Unknown user %.2f ms, wrong password %.2f ms, ratio %.3f%n",
                    median(unknown) / 1e6, median(wrong) / 1e6, ratio);
            assertTrue(ratio > 0.9 && ratio < 1.1, "ratio " + ratio);
        }
    }

    private long nanos(int port, String user) throws IOException {
        try (NativeConnection connection = connect(port)) {
            long begun = System.nanoTime();
            ask(connection, user);
            assertEquals(ErrorCode.UNAUTHENTICATED, connection.readError());
            return System.nanoTime() - begun;
        }
    }

    private static long median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Test
    void transfersKeepHalfTheirRateBesideManyLogins() throws Exception {
        try (ServerProcess server = start();
                FileTransferClient client = FileTransferClient.open(Client.config(server.port())
                        .credentials(ClientCredentials.token(token))
                        .build())) {
            rate(client, TRANSFERS, List.of());
            double alone = rate(client, TRANSFERS, List.of());
            List<NativeConnection> logins = new ArrayList<>();
            try {
                for (int i = 0; i < LOGINS; i++) {
                    logins.add(connect(server.port()));
                    ask(logins.get(i), "user" + i);
                    logins.get(i).flush();
                }
                double beside = rate(client, 1, logins);
                int busy = 0;
                for (NativeConnection login : logins) {
                    ErrorCode answer = login.readError();
                    assertTrue(answer == ErrorCode.UNAUTHENTICATED || answer == ErrorCode.BUSY, answer.toString());
                    busy += answer == ErrorCode.BUSY ? 1 : 0;
                }
                System.out.printf(
                        "Alone %.0f MB/s, beside %d logins (%d told to come later) %.0f MB/s, ratio %.2f%n",
                        alone, LOGINS, busy, beside, beside / alone);
                assertTrue(beside >= alone / 2, beside + " MB/s instead of " + alone);
            } finally {
                for (NativeConnection login : logins) {
                    login.close();
                }
            }
        }
    }

    /** Of so many transfers, and of more as long as a login has no answer. */
    private double rate(FileTransferClient client, int least, List<NativeConnection> logins) throws IOException {
        Path target = directory.resolve("target");
        long begun = System.nanoTime();
        int done = 0;
        while (done < least || isWaiting(logins)) {
            Client.get(client.get(GetRequest.of("file"), target));
            Files.delete(target);
            done++;
        }
        return done * (SIZE / 1e6) / ((System.nanoTime() - begun) / 1e9);
    }

    private static boolean isWaiting(List<NativeConnection> logins) throws IOException {
        for (NativeConnection login : logins) {
            if (login.socket().getInputStream().available() == 0) {
                return true;
            }
        }
        return false;
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(root, "--log-level", "error", "--users", users.toString());
    }

    /** Each from another address: whoever is wrong again and again is slowed down. */
    private NativeConnection connect(int port) throws IOException {
        sources++;
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 1, (byte) (sources >> 8), (byte) sources});
        return new NativeConnection(new Socket(InetAddress.getLoopbackAddress(), port, from, 0));
    }

    private static void ask(NativeConnection connection, String user) throws IOException {
        byte[] secret = (user + "\0wrong").getBytes(StandardCharsets.UTF_8);
        byte[] value = ByteBuffer.allocate(1 + secret.length)
                .put((byte) Credentials.PASSWORD)
                .put(secret)
                .array();
        connection.request(Choice.STAT, "file", NativeConnection.option(NativeConnection.CREDENTIALS, value));
    }
}
