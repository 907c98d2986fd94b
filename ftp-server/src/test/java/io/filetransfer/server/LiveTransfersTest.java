package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of real connections, seen and ended. */
@Timeout(60)
class LiveTransfersTest {
    private static final byte[] PREFACE = {(byte) 0xF7, 'F', 'T', 'P', 1};
    private static final byte REQUEST = 1;
    private static final byte CONTENT = 4;
    private static final byte PUT = 2;

    @TempDir
    Path root;

    private FileTransferServer server;
    private LiveTransfers live;

    @BeforeEach
    void start() throws IOException {
        server = FileTransferServer.start(ServerConfig.builder(root).port(0).build());
        live = new LiveTransfers(server.context());
    }

    @AfterEach
    void stop() {
        server.close(Duration.ZERO);
    }

    /** One that has sent some, and goes on never. */
    private Socket uploading(String name, int bytes) throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.port());
        socket.setSoTimeout(30_000);
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(sent);
        out.write(PREFACE);
        out.writeByte(REQUEST);
        out.writeInt(Short.BYTES + text.length + Byte.BYTES);
        out.writeShort(text.length);
        out.write(text);
        out.writeByte(PUT);
        out.writeByte(CONTENT);
        out.writeInt(bytes);
        out.write(new byte[bytes]);
        socket.getOutputStream().write(sent.toByteArray());
        return socket;
    }

    private String shown(int transfers) {
        Await.until(
                () -> now(false),
                () -> live.look().toCompletableFuture().get().transfers().size() == transfers);
        return now(true);
    }

    private String now(boolean json) {
        var status = live.look().toCompletableFuture().join();
        return json ? status.json() : status.table();
    }

    @Test
    void whatRunsIsSeenAndEnded() throws Exception {
        try (Socket first = uploading("a\u001b[2J\"b", 1000);
                Socket second = uploading("other", 10)) {
            String json = shown(2);
            assertTrue(json.contains("\"name\":\"a\\u001b[2J\\\"b\",\"state\":\"running\""), json);
            assertTrue(json.contains("\"choice\":\"put\"") && json.contains("\"dialect\":\"native\""), json);
            assertTrue(json.contains("\"size\":null"), json);
            Await.until(() -> now(true), () -> now(true).contains("\"bytes\":1000,"));
            String table = now(false);
            assertTrue(table.startsWith("2 connections, 2 transfers\n"), table);
            assertTrue(table.contains("a\\x1b[2J\"b\n") && table.indexOf('\u001b') < 0, table);

            String id = json.replaceAll("(?s).*\"id\":\"([0-9.]+)\"[^}]*\"name\":\"a.*", "$1");
            assertTrue(live.kick(id).toCompletableFuture().get(), id);
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("An operator of the server has ended this.") < 0) {
                int next = first.getInputStream().read();
                assertTrue(next >= 0, answer::toString);
                answer.append((char) next);
            }
            shown(1);
            String rest = now(true).replaceAll("(?s).*\"id\":\"([0-9]+)\\..*", "$1");
            assertTrue(live.kick(rest).toCompletableFuture().get(), rest);
            while (second.getInputStream().read() >= 0) {
                // Until the connection ends.
            }
            shown(0);
        }
        try (var stored = Files.list(root)) {
            assertEquals(List.of(root.resolve(".filetransfer")), stored.toList());
        }
    }

    @Test
    void whatIsNotThereIsNotEnded() throws Exception {
        for (String id : List.of("", "1", "1.0", "x", "-1", "1.0.0", "99999999999999999999")) {
            assertFalse(live.kick(id).toCompletableFuture().get(), id);
        }
    }
}
