package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A client that has said all it has to say, and closes its direction, still gets all answers. */
class HalfClosedIT extends Served {
    /** Far more than the sockets hold, read only after the end was sent. */
    @Test
    void largeDownloadsInARow() throws Exception {
        byte[] content = Trees.bytes(7, 20_000_000);
        Files.write(root.resolve("large"), content);
        try (NativeConnection connection = new NativeConnection(server.port())) {
            for (int i = 0; i < 3; i++) {
                connection.request(Choice.GET, "large");
            }
            connection.flush().socket().shutdownOutput();
            awaitFull(connection.socket());
            for (int i = 0; i < 3; i++) {
                connection.read(NativeConnection.REPLY);
                assertArrayEquals(content, connection.readBody());
            }
            assertTrue(connection.atEnd());
        }
    }

    /** Until the server can send no more, as nobody reads: nothing is added to what came. */
    private static void awaitFull(Socket socket) throws IOException {
        AtomicInteger before = new AtomicInteger();
        Await.until("full sockets", () -> {
            int there = socket.getInputStream().available();
            return before.getAndSet(there) == there && there > 0;
        });
    }

    @Test
    void anUploadIsAcknowledged() throws Exception {
        byte[] content = Trees.bytes(8, 5_000_000);
        try (NativeConnection connection = new NativeConnection(server.port())) {
            connection.request(Choice.PUT, "up");
            for (int at = 0; at < content.length; at += 1_000_000) {
                connection.content(Arrays.copyOfRange(content, at, at + 1_000_000));
            }
            connection.end(content).flush().socket().shutdownOutput();
            connection.read(NativeConnection.REPLY);
            assertTrue(connection.atEnd());
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("up")));
    }

    @Test
    void aCutUploadIsRefused() throws Exception {
        try (NativeConnection connection = new NativeConnection(server.port())) {
            connection.request(Choice.PUT, "cut").content(Trees.bytes(9, 1_000_000));
            connection.flush().socket().shutdownOutput();
            assertEquals(ErrorCode.TRUNCATED, connection.readError());
            assertTrue(connection.atEnd());
        }
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void theLegacyDialect() throws Exception {
        byte[] content = Trees.bytes(10, 20_000_000);
        Files.write(root.resolve("large"), content);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("1large:GET".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            awaitFull(socket);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            assertEquals(content.length + 4, all.size());
            assertArrayEquals(content, Arrays.copyOfRange(all.toByteArray(), 4, all.size()));
        }
    }
}
