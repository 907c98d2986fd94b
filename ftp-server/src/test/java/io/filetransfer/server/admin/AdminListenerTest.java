package io.filetransfer.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real sockets. */
class AdminListenerTest {
    @TempDir
    Path directory;

    private AdminListener listener;
    private InetSocketAddress tcp;
    private Path socket;

    private static AdminPage page(boolean changes, boolean socketOnly) {
        return new AdminPage(
                changes,
                socketOnly,
                asked ->
                        CompletableFuture.completedStage(AdminAnswer.text(200, asked.parameter("q") + asked.accept())));
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new AdminListener(Map.of(
                "/seen", page(false, false),
                "/names", page(false, true),
                "/change", page(true, true),
                "/fault",
                        new AdminPage(false, false, asked -> {
                            throw new IllegalStateException("on purpose");
                        })));
        tcp = listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket = directory.resolve("a.sock");
        listener.listen(socket, false);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private String byTcp(String request) throws IOException {
        try (Socket connection = new Socket(tcp.getAddress(), tcp.getPort())) {
            connection.setSoTimeout(20_000);
            connection.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String bySocket(Path path, String request) throws IOException {
        try (SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connection.connect(UnixDomainSocketAddress.of(path));
            connection.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String request(String method, String target, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("", headers) + "\r\n";
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @Test
    void aPageIsShown() throws IOException {
        String answer = byTcp(request("GET", "/seen?q=a%20b&q=c", "Accept: x/y\r\n"));
        assertStatus(200, answer);
        assertTrue(answer.endsWith("\r\n\r\na bx/y"), answer);
        assertTrue(answer.contains("connection: close\r\n"), answer);
        assertTrue(byTcp(request("HEAD", "/seen?q=a")).endsWith("\r\n\r\n"));
    }

    @Test
    void whatIsNotThereIsRefused() throws IOException {
        assertStatus(404, byTcp(request("GET", "/")));
        assertStatus(405, byTcp(request("POST", "/seen", "Content-Length: 0\r\n")));
        assertStatus(405, bySocket(socket, request("GET", "/change")));
        assertStatus(405, byTcp(request("DELETE", "/seen")));
        assertStatus(413, byTcp(request("POST", "/change", "Content-Length: 5000\r\n")));
        assertStatus(400, byTcp("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assertStatus(500, byTcp(request("GET", "/fault")));
    }

    /** A page of another site whose name leads here (DNS rebinding). */
    @Test
    void otherNamesAreRefused() throws IOException {
        assertStatus(421, byTcp("GET /seen HTTP/1.1\r\nHost: evil.example:1\r\n\r\n"));
        assertStatus(421, byTcp("GET /seen HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"));
        assertStatus(200, byTcp("GET /seen HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"));
    }

    /** Everybody on this machine reaches the port; names and control are for those who may use the socket. */
    @Test
    void namesAndControlAreForTheSocket() throws IOException {
        assertStatus(403, byTcp(request("GET", "/names")));
        assertStatus(403, byTcp(request("POST", "/change", "Content-Length: 0\r\n")));
        assertStatus(200, bySocket(socket, request("GET", "/names")));
        assertStatus(200, bySocket(socket, request("POST", "/change", "Content-Length: 0\r\n")));
    }

    @Test
    void theSocketIsItsUsersAndGoesWithTheListener() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        Path group = directory.resolve("g.sock");
        listener.listen(group, true);
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(group)));
        listener.close();
        assertFalse(Files.exists(socket));
        try (var left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aNameThatIsTakenIsNotTakenAway() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (AdminListener other = new AdminListener(Map.of())) {
            String living = assertThrows(IOException.class, () -> other.listen(socket, false))
                    .getMessage();
            assertTrue(living.startsWith("another server listens on"), living);
            String foreign = assertThrows(IOException.class, () -> other.listen(file, false))
                    .getMessage();
            assertTrue(foreign.startsWith("something else than a socket"), foreign);
            Path tooLong = directory.resolve("x".repeat(120));
            assertThrows(IOException.class, () -> other.listen(tooLong, false));
        }
        assertTrue(Files.exists(file));
        assertStatus(200, bySocket(socket, request("GET", "/seen")));
    }

    @Test
    void whatAKilledServerHasLeftIsReplaced() throws IOException {
        Path stale = directory.resolve("stale");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(stale));
        }
        assertTrue(Files.exists(stale));
        listener.listen(stale, false);
        assertStatus(200, bySocket(stale, request("GET", "/seen")));
    }

    @Test
    void connectionsAreBounded() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                silent.add(new Socket(tcp.getAddress(), tcp.getPort()));
            }
            try (Socket further = new Socket(tcp.getAddress(), tcp.getPort())) {
                further.setSoTimeout(20_000);
                assertEquals(-1, further.getInputStream().read());
            }
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }
}
