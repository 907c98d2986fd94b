package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no client of ours: a short answer, no stack trace, one escaped line in the log, and the server goes on. */
class ForeignTrafficIT {
    /** One server for all of it: what all do together is less than what its log leaves out in ten seconds. */
    @TempDir
    static Path root;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(root, "--first-frame-timeout", "1");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void goesOnQuietly() throws Exception {
        Canary.sing(server.port());
        String log = server.log();
        assertFalse(log.contains("\tat ") || log.contains("Exception"), log);
        assertTrue(log.lines().allMatch(line -> line.chars().noneMatch(Character::isISOControl)), log);
        assertFalse(log.contains("ERROR"), log);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        return socket;
    }

    private byte[] answer(byte[] sent) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(sent);
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }

    private String answer(String sent) throws IOException {
        return new String(answer(sent.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.UTF_8);
    }

    @Test
    void http() throws Exception {
        String answer = answer("GET / HTTP/1.1\r\nHost: x\r\nX: \u001b[31m\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        assertFalse(answer.contains("\u001b"), answer);
    }

    @Test
    void ssh() throws Exception {
        assertTrue(answer("SSH-2.0-OpenSSH_9.2\r\n").startsWith("BAD_REQUEST: "));
        assertOneLine("SSH on this port");
    }

    @Test
    void tls() throws Exception {
        byte[] hello = new byte[200];
        byte[] start = {0x16, 3, 1, 0, (byte) 195, 1, 0, 0, (byte) 191, 3, 3};
        System.arraycopy(start, 0, hello, 0, start.length);
        byte[] answer = answer(hello);
        assertEquals(0x15, answer[0], Arrays.toString(answer));
        assertEquals(7, answer.length);
        assertOneLine("TLS on this port");
    }

    @Test
    void garbage() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            byte[] noise = Trees.bytes(seed, 10_000);
            byte[] answer = answer(noise);
            assertTrue(answer.length < 2000, () -> "A long answer: " + answer.length);
        }
        // Noise that speaks the right first word.
        for (int seed = 0; seed < 30; seed++) {
            byte[] noise = Trees.bytes(seed, 10_000);
            byte[] preface = {(byte) 0xf7, 'F', 'T', 'P', 1};
            System.arraycopy(preface, 0, noise, 0, preface.length);
            byte[] answer = answer(noise);
            assertTrue(answer.length < 2000, () -> "A long answer: " + answer.length);
        }
    }

    @Test
    void textThatIsNoRequest() throws Exception {
        assertTrue(answer("1notes.txt:SEND").startsWith("UNSUPPORTED: "));
        assertTrue(answer("1\u001b[2Jnotes\r\n.txt:GET").length() < 200);
        assertTrue(answer(":GET").length() < 200);
        assertTrue(answer("x".repeat(5_000)).startsWith("BAD_REQUEST: "));
    }

    @Test
    void namesInTheLogAreEscaped() throws Exception {
        try (NativeConnection connection = new NativeConnection(server.port())) {
            byte[] name = "a\u001b[2J\r\n2026 INFO transfer forged\u0085\u2028b".getBytes(StandardCharsets.UTF_8);
            connection.request(1, name);
            assertEquals("NOT_FOUND", connection.readError().name());
        }
        Await.until("the line", () -> server.log().contains("forged"));
        assertTrue(server.log().contains("a\\u001b[2J\\u000d\\u000a2026 INFO transfer forged\\u0085\\u2028b"));
        assertOneLine("forged");
    }

    /** A byte now and then does not buy time: the whole first request has to be there in time. */
    @Test
    void slowFirstFrames() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(connect());
        }
        byte[] frame = {(byte) 0xf7, 'F', 'T', 'P', 1, 1, 0, 0, 0, 6, 0, 3};
        List<Socket> open = new ArrayList<>(slow);
        for (int i = 0; !open.isEmpty() && i < 600; i++) {
            byte next = i < frame.length ? frame[i] : -1;
            for (Socket socket : List.copyOf(open)) {
                if (isClosed(socket)) {
                    open.remove(socket);
                } else if (next >= 0 || i == 0) {
                    trickle(socket, next);
                }
            }
            Canary.sing(server.port());
            Thread.sleep(100);
        }
        for (Socket socket : slow) {
            socket.close();
        }
        assertEquals(List.of(), open);
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            while (socket.getInputStream().read() >= 0) {
                // The answer before the end.
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static void trickle(Socket socket, byte next) {
        try {
            socket.getOutputStream().write(next);
        } catch (IOException closedMeanwhile) {
            // Seen in the next round.
        }
    }

    /** The log is written a moment after the answer. */
    private void assertOneLine(String text) throws Exception {
        Await.until(() -> "a line with " + text + " in " + server.log(), () -> count(text) > 0);
        assertEquals(1, count(text));
    }

    private int count(String text) {
        return (int) server.log().lines().filter(line -> line.contains(text)).count();
    }
}
