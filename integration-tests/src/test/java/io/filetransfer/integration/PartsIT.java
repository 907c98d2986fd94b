package io.filetransfer.integration;

import static io.filetransfer.integration.NativeConnection.ERROR;
import static io.filetransfer.integration.NativeConnection.REPLY;
import static io.filetransfer.integration.NativeConnection.option;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts, byte by byte over real connections. */
class PartsIT {
    private static final byte[] ID = option(0x8006, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    private static final int OFFSET = 0x8001;
    private static final int LENGTH = 0x8002;
    private static final int DIGEST = 0x0008;
    private static final int HELD = 0x0016;
    private static final int FRAME = 1 << 20;

    @TempDir
    Path root;

    private FileTransferServer serve() throws IOException {
        return FileTransferServer.start(ServerConfig.builder(root).port(0).build());
    }

    private static byte[] number(int option, long value) {
        return option(option, Trees.bigEndian(value));
    }

    private static int crc(byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }

    private static NativeConnection begin(NativeConnection connection, byte[] file, int offset, int length)
            throws IOException {
        return connection.request(
                Choice.PUT,
                "f",
                ID,
                NativeConnection.size(file.length),
                number(OFFSET, offset),
                number(LENGTH, length));
    }

    private static void send(NativeConnection connection, byte[] file, int offset, int length) throws IOException {
        for (int at = offset; at < offset + length; at += FRAME) {
            connection.content(Arrays.copyOfRange(file, at, Math.min(at + FRAME, offset + length)));
        }
        connection.flush();
    }

    private static void part(NativeConnection connection, byte[] file, int offset, int length) throws IOException {
        begin(connection, file, offset, length);
        send(connection, file, offset, length);
        connection.end(length, crc(file, offset, length)).read(REPLY);
    }

    private static byte[] commit(NativeConnection connection, byte[] file) throws IOException {
        byte[] digest = ByteBuffer.allocate(5)
                .put((byte) 1)
                .putInt(crc(file, 0, file.length))
                .array();
        return connection
                .request(Choice.COMMIT, "f", ID, NativeConnection.size(file.length), option(DIGEST, digest))
                .read(REPLY)
                .payload();
    }

    /** The ranges in a status, three numbers each; empty when there are none or the upload is not known. */
    private static List<long[]> held(NativeConnection connection) throws IOException {
        NativeConnection.Frame frame =
                connection.request(Choice.STATUS, "f", ID).read();
        if (frame.type() == ERROR) {
            assertEquals(ErrorCode.UPLOAD_UNKNOWN, frame.code());
            return List.of();
        }
        List<long[]> held = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(frame.payload());
        while (in.hasRemaining()) {
            int option = in.getShort();
            int end = in.getShort() + in.position();
            while (option == HELD && in.position() < end) {
                held.add(new long[] {in.getLong(), in.getLong(), in.getInt()});
            }
            in.position(end);
        }
        return held;
    }

    @Test
    void partsOverManyConnectionsAtOnce() throws Exception {
        byte[] file = Trees.bytes(1, 40_000_003);
        try (FileTransferServer server = serve()) {
            int length = file.length / 4 + 1;
            List<CompletableFuture<Void>> parts = new ArrayList<>();
            for (int at = 0; at < file.length; at += length) {
                int offset = at;
                parts.add(CompletableFuture.runAsync(() -> {
                    try (NativeConnection connection = new NativeConnection(server.port())) {
                        part(connection, file, offset, Math.min(length, file.length - offset));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }));
            }
            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
            try (NativeConnection connection = new NativeConnection(server.port())) {
                List<long[]> held = held(connection);
                assertEquals(1, held.size());
                assertArrayEquals(new long[] {0, file.length, crc(file, 0, file.length)}, held.get(0));
                byte[] answer = commit(connection, file);
                assertArrayEquals(file, Files.readAllBytes(root.resolve("f")));
                assertArrayEquals(answer, commit(connection, file));
            }
            Canary.sing(server.port());
        }
    }

    @Test
    void anUploadGoesOnAfterTheServerWasKilled() throws Exception {
        byte[] file = Trees.bytes(2, 100_000_000);
        long seen;
        try (ServerProcess server = ServerProcess.start(root);
                NativeConnection connection = new NativeConnection(server.port());
                NativeConnection other = new NativeConnection(server.port())) {
            begin(connection, file, 0, file.length);
            send(connection, file, 0, file.length - 1);
            Await.until("a checkpoint", () -> !held(other).isEmpty());
            seen = held(other).get(0)[1];
            server.kill();
        }
        byte[] answer;
        try (ServerProcess server = ServerProcess.start(root);
                NativeConnection connection = new NativeConnection(server.port())) {
            List<long[]> held = held(connection);
            assertEquals(1, held.size());
            int length = (int) held.get(0)[1];
            assertTrue(length >= seen && seen > 0, seen + " was held, now " + length);
            assertArrayEquals(new long[] {0, length, crc(file, 0, length)}, held.get(0));
            part(connection, file, length, file.length - length);
            answer = commit(connection, file);
            server.kill();
        }
        assertArrayEquals(file, Files.readAllBytes(root.resolve("f")));
        try (ServerProcess server = ServerProcess.start(root);
                NativeConnection connection = new NativeConnection(server.port())) {
            assertArrayEquals(answer, commit(connection, file));
        }
    }

    @Test
    void aLostConnectionKeepsWhatCameAndAStaleOneIsFencedOff() throws Exception {
        byte[] file = Trees.bytes(3, 3_000_000);
        try (FileTransferServer server = serve();
                NativeConnection lost = new NativeConnection(server.port());
                NativeConnection stale = new NativeConnection(server.port());
                NativeConnection newer = new NativeConnection(server.port())) {
            begin(lost, file, 0, 1_000_000);
            send(lost, file, 0, 900_000);
            lost.socket().shutdownOutput();
            assertEquals(ErrorCode.TRUNCATED, lost.readError());
            Await.until("the cut part", () -> !held(newer).isEmpty());
            int length = (int) held(newer).get(0)[1];
            assertEquals(900_000, length);
            stale.request(
                            Choice.PUT,
                            "f",
                            ID,
                            NativeConnection.size(file.length),
                            number(OFFSET, length),
                            option(NativeConnection.ASK_FIRST))
                    .read(NativeConnection.GO);
            send(stale, file, length, 100_000);
            part(newer, file, length, file.length - length);
            send(stale, file, length + 100_000, 100_000);
            assertEquals(ErrorCode.CANCELLED, stale.readError());
            commit(newer, file);
            assertArrayEquals(file, Files.readAllBytes(root.resolve("f")));
        }
    }

    /** Both go through all parts and commit: whoever is late is refused or told what is already there; never a mix. */
    @Test
    void twoClientsWithOneUploadId() throws Exception {
        byte[] file = Trees.bytes(4, 4_000_000);
        int length = 500_000;
        try (FileTransferServer server = serve()) {
            for (int round = 0; round < 5; round++) {
                List<CompletableFuture<Void>> clients = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    boolean backwards = i == 1;
                    clients.add(CompletableFuture.runAsync(() -> sendAll(server.port(), file, length, backwards)));
                }
                CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new))
                        .join();
                try (NativeConnection connection = new NativeConnection(server.port())) {
                    List<long[]> held = held(connection);
                    for (long[] range : held) {
                        assertEquals(crc(file, (int) range[0], (int) range[1]), (int) range[2]);
                    }
                    for (int at = 0; at < file.length && !Files.exists(root.resolve("f")); at += length) {
                        part(connection, file, at, length);
                    }
                    byte[] answer = commit(connection, file);
                    assertArrayEquals(file, Files.readAllBytes(root.resolve("f")));
                    assertArrayEquals(answer, commit(connection, file));
                    connection
                            .request(Choice.PUT, "f", ID, NativeConnection.size(file.length), number(OFFSET, 1))
                            .content(file[1])
                            .flush();
                    assertEquals(ErrorCode.UPLOAD_UNKNOWN, connection.readError());
                }
                Files.delete(root.resolve("f"));
                assertEquals(List.of("commits"), Trees.names(root.resolve(".filetransfer/uploads")));
                ID[ID.length - 1]++; // the next upload
            }
            Canary.sing(server.port());
        }
    }

    private static void sendAll(int port, byte[] file, int length, boolean backwards) {
        try (NativeConnection connection = new NativeConnection(port)) {
            for (int at = 0; at < file.length; at += length) {
                int offset = backwards ? file.length - length - at : at;
                begin(connection, file, offset, length);
                send(connection, file, offset, length);
                NativeConnection.Frame answer =
                        connection.end(length, crc(file, offset, length)).read();
                if (answer.type() == ERROR) {
                    ErrorCode code = answer.code();
                    assertTrue(code == ErrorCode.CANCELLED || code == ErrorCode.UPLOAD_UNKNOWN, code::name);
                    return; // the other one has the range, or is done
                }
            }
            byte[] digest = ByteBuffer.allocate(5)
                    .put((byte) 1)
                    .putInt(crc(file, 0, file.length))
                    .array();
            NativeConnection.Frame answer = connection
                    .request(Choice.COMMIT, "f", ID, NativeConnection.size(file.length), option(DIGEST, digest))
                    .read();
            if (answer.type() == ERROR) {
                assertEquals(ErrorCode.OFFSET_MISMATCH, answer.code());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
