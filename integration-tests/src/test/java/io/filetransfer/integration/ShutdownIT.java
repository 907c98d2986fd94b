package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end on request: what runs comes to its end, what is new is told to come again, and the status is 0. */
class ShutdownIT {
    private static final int LARGE = 20_000_000;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void runningTransfersFinish(String signal) throws Exception {
        byte[] content = Trees.bytes(15, LARGE);
        Files.write(root.resolve("large"), content);
        List<NativeConnection> readers = new ArrayList<>();
        // However slowly this machine reads.
        try (ServerProcess server = ServerProcess.start(root, "--drain-timeout", "300", "--min-rate", "0");
                NativeConnection writer = new NativeConnection(server.port());
                NativeConnection idle = new NativeConnection(server.port());
                NativeConnection known = new NativeConnection(server.port())) {
            // Downloads stand in the middle, since nobody reads on.
            for (int i = 0; i < 20; i++) {
                NativeConnection reader = new NativeConnection(server.port());
                reader.request(Choice.GET, "large").read(NativeConnection.REPLY);
                readers.add(reader);
            }
            writer.request(Choice.PUT, "up", NativeConnection.option(NativeConnection.ASK_FIRST));
            writer.read(NativeConnection.GO);
            writer.content(Arrays.copyOf(content, 1_000_000)).flush();
            known.request(Choice.STAT, "large").read(NativeConnection.REPLY);
            Await.until(
                    "content in staging",
                    () -> !Trees.names(Trees.staging(root)).isEmpty());

            server.program().signal(signal);
            Await.until("no more connections", () -> refusesConnections(server.port()));
            // Connections without work end with a word, whether or not it is the answer to a request.
            assertEquals(ErrorCode.SHUTTING_DOWN, known.readError());
            assertTrue(known.atEnd());
            for (int i = 0; i < readers.size(); i++) {
                if (i % 2 == 0) {
                    readers.get(i).request(Choice.STAT, "large").flush();
                }
                assertArrayEquals(content, readers.get(i).readBody());
                assertEquals(ErrorCode.SHUTTING_DOWN, readers.get(i).readError());
                assertTrue(readers.get(i).atEnd());
            }
            writer.content(Arrays.copyOfRange(content, 1_000_000, LARGE / 5)).end(Arrays.copyOf(content, LARGE / 5));
            writer.read(NativeConnection.REPLY);
            assertEquals(0, server.program().exit(), server.log());
            assertTrue(idle.atEnd());
            assertTrue(!server.log().contains("Exception"), server.log());
        }
        assertArrayEquals(Arrays.copyOf(content, LARGE / 5), Files.readAllBytes(root.resolve("up")));
        assertEquals(List.of(), Trees.names(Trees.staging(root)));
        for (NativeConnection reader : readers) {
            reader.close();
        }
    }

    private static boolean refusesConnections(int port) throws IOException {
        try {
            new NativeConnection(port).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** Who does not come to an end in time is told so, and leaves nothing. */
    @Test
    void theTimeForThemIsLimited() throws Exception {
        Files.write(root.resolve("large"), Trees.bytes(16, LARGE));
        try (ServerProcess server = ServerProcess.start(root, "--drain-timeout", "1");
                NativeConnection reader = new NativeConnection(server.port());
                NativeConnection writer = new NativeConnection(server.port())) {
            reader.request(Choice.GET, "large").read(NativeConnection.REPLY);
            writer.request(Choice.PUT, "up").content(Trees.bytes(17, 100_000)).flush();
            Await.until(
                    "content in staging",
                    () -> !Trees.names(Trees.staging(root)).isEmpty());
            server.program().signal("TERM");
            assertEquals(ErrorCode.SHUTTING_DOWN, writer.readError());
            assertEquals(0, server.program().exit(), server.log());
            assertThrows(Throwable.class, reader::readBody);
        }
        assertEquals(List.of("large"), Trees.visible(root));
        assertEquals(List.of(), Trees.names(Trees.staging(root)));
    }

    @Test
    void anIdleServerEndsAtOnce() throws Exception {
        try (ServerProcess server = ServerProcess.start(root)) {
            Canary.sing(server.port());
            server.program().signal("TERM");
            assertEquals(0, server.program().exit(), server.log());
        }
    }
}
