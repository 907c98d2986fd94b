package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that flood, stall handshakes or send without end. Those that are slow are in {@link SlowClientsIT}. */
class HostileClientsIT extends HostileClients {
    private static final int STRANGERS = 500;

    @Override
    List<String> options(Path directory) throws Exception {
        Certificates.Pair pair = new Certificates(directory).good("server");
        return List.of(
                "--first-frame-timeout=2",
                "--max-unauthenticated=" + STRANGERS,
                "--tls-certificate=" + pair.certificates(),
                "--tls-key=" + pair.key());
    }

    @Test
    void aFloodOfSilentConnections() throws Exception {
        byte[] content = Trees.bytes(1, 4_000_000);
        Files.write(root.resolve("file"), content);
        try (NativeConnection before = new NativeConnection(server.port())) {
            before.request(Choice.GET, "file").read(NativeConnection.REPLY);
            for (int i = 0; i < 4 * STRANGERS; i++) {
                connect();
                if (i % STRANGERS == STRANGERS - 1) {
                    sing();
                }
            }
            assertTrue(server.descriptors() <= descriptors + STRANGERS + 20, "More strangers than there may be");
            assertEquals(content.length, before.readBody().length);
        }
        Files.delete(root.resolve("file"));
    }

    @Test
    void aThousandHalfHandshakes() throws Exception {
        byte[] hello = {0x16, 3, 1, 0x40, 0, 1, 0, 0x3F, (byte) 0xF0, 3, 3};
        for (int i = 0; i < 1000; i++) {
            send(connect(), hello, 1 + i % hello.length);
            if (i % 250 == 249) {
                sing();
            }
        }
    }

    /** A hello that claims 16 MiB, in full records of which each could be the next part of it. */
    @Test
    void hugeHellos() throws Exception {
        byte[] records = new byte[1 << 20];
        int record = 5 + (1 << 14);
        for (int i = 0; i + record <= records.length; i += record) {
            ByteBuffer.wrap(records, i, 5)
                    .put((byte) 0x16)
                    .putShort((short) 0x0301)
                    .putShort((short) (1 << 14));
        }
        ByteBuffer.wrap(records, 5, 4).putInt(0x01FFFFFF);
        for (int i = 0; i < 50; i++) {
            send(connect(), records, records.length);
        }
    }

    @Test
    void endlessNames() throws Exception {
        try (NativeConnection tooLong = new NativeConnection(server.port())) {
            byte[] name = "n".repeat(65_000).getBytes(StandardCharsets.US_ASCII);
            assertEquals(ErrorCode.BAD_REQUEST, tooLong.request(1, name).readError());
            assertTrue(tooLong.atEnd());
        }
        Socket legacy = connect();
        byte[] more = ("1" + "n".repeat(99_999)).getBytes(StandardCharsets.US_ASCII);
        assertTrue(sendUntilClosed(legacy, more, 1 << 30), "A name of a gigabyte");
    }

    @Test
    void refusedUploadsThatKeepSending() throws Exception {
        List<Thread> senders = new ArrayList<>();
        List<String> endless = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            NativeConnection connection = new NativeConnection(server.port());
            hostile.add(connection.socket());
            connection.request(Choice.PUT, "../outside").flush();
            ByteBuffer frame = ByteBuffer.allocate(5 + (1 << 18))
                    .put((byte) NativeConnection.CONTENT)
                    .putInt(1 << 18);
            Thread sender = new Thread(() -> {
                if (!sendUntilClosed(connection.socket(), frame.array(), 8L << 30)) {
                    endless.add("sent on and on");
                }
            });
            sender.start();
            senders.add(sender);
        }
        sing();
        for (Thread sender : senders) {
            sender.join(Await.LIMIT.toMillis());
            assertFalse(sender.isAlive());
        }
        assertEquals(List.of(), endless);
    }

    private static boolean sendUntilClosed(Socket socket, byte[] bytes, long most) {
        try {
            for (long sent = 0; sent < most; sent += bytes.length) {
                socket.getOutputStream().write(bytes);
            }
            return false;
        } catch (IOException closed) {
            return true;
        }
    }
}
