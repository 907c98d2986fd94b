package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.net.Connection;
import io.filetransfer.client.net.ConnectionPool;
import io.filetransfer.client.tree.TreeGet;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreePut;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Version;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people write against the client: forms of content, many calls at once, and how they hear of failures. */
@Timeout(90)
class ApiTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(300_000);

    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private ScriptedServer server;
    private FileTransferClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private void start(ScriptedServer.Script script) {
        server = new ScriptedServer(script);
        client = FileTransferClient.open(server.config().build());
    }

    @Test
    void bytesAndStreams() throws IOException {
        start(files);
        for (int size : new int[] {0, 1, 64 << 10, CONTENT.length}) {
            byte[] content = Arrays.copyOf(CONTENT, size);
            assertEquals(size, client.put(PutRequest.of("x"), content).join().bytes());
            assertArrayEquals(content, files.content("x"));
            assertArrayEquals(
                    content, client.getBytes(GetRequest.of("x"), CONTENT.length).join());
            ByteArrayInputStream in = new ByteArrayInputStream(content);
            assertEquals(size, client.put(PutRequest.of("y"), in).join().bytes());
            assertArrayEquals(content, files.content("y"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            // what the stream holds back is flushed
            client.get(GetRequest.of("y"), new BufferedOutputStream(out, 1 << 20))
                    .join();
            assertArrayEquals(content, out.toByteArray());
            try (InputStream stream = client.getStream(GetRequest.of("y"))) {
                assertArrayEquals(content, stream.readAllBytes());
                assertEquals(-1, stream.read());
            }
        }
    }

    @Test
    void bytesOverTheLimit() {
        files.add("x", CONTENT);
        start(files);
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.getBytes(GetRequest.of("x"), CONTENT.length - 1).join());
        assertEquals(ErrorCode.TOO_LARGE, failure.code());
    }

    /** The end of the stream comes only after the check. */
    @Test
    void aStreamOfDamagedContent() throws IOException {
        start(peer -> {
            peer.request();
            peer.reply(MemoryFiles.head(new MemoryFiles.Stored(CONTENT, MemoryFiles.MODIFIED, 0640)));
            peer.content(CONTENT);
            peer.end(new byte[CONTENT.length]);
            peer.awaitClose();
        });
        try (InputStream stream = client.getStream(GetRequest.of("x"))) {
            IOException failure = assertThrows(IOException.class, stream::readAllBytes);
            assertInstanceOf(FileTransferException.Corrupt.class, failure.getCause());
        }
    }

    @Test
    void aStreamThatIsClosedEarly() throws IOException {
        files.add("x", CONTENT);
        start(files);
        for (int i = 0; i < 20; i++) {
            InputStream stream = client.getStream(GetRequest.of("x"));
            assertEquals(CONTENT[0], (byte) stream.read());
            stream.close();
            assertThrows(IOException.class, stream::read);
        }
        assertEquals(CONTENT.length, client.stat("x").join().size());
    }

    /** As the class's own sample does: more than may wait for their turn. */
    @Test
    void manyFiles() throws IOException {
        start(files);
        List<Transfer<TransferResult>> transfers = new ArrayList<>();
        int many = ConnectionPool.MAX_WAITING + 2_000;
        for (int i = 0; i < many; i++) {
            transfers.add(client.put(PutRequest.of("in/" + i % 10), new byte[1]));
        }
        transfers.forEach(Transfer::join);
        assertEquals(10, files.files.size());
    }

    /** Whoever waits for room is woken, and told. */
    @Test
    void waitingForRoomEnds() throws Exception {
        start(peer -> peer.awaitClose());
        List<Transfer<RemoteFile>> calls = new ArrayList<>();
        int most = ConnectionPool.MAX_WAITING + 4 * Connection.DEPTH;
        for (int i = 0; i < most; i++) {
            calls.add(client.stat("x"));
        }
        CompletableFuture<Transfer<RemoteFile>> interrupted = new CompletableFuture<>();
        Thread waiter = new Thread(() -> interrupted.complete(client.stat("x")));
        waiter.start();
        waiter.interrupt();
        assertThrows(CancellationException.class, interrupted.join()::join);
        CompletableFuture<Transfer<RemoteFile>> second = new CompletableFuture<>();
        new Thread(() -> second.complete(client.stat("x"))).start();
        assertTrue(calls.get(most - 1).cancel());
        assertFalse(second.join().future().isDone());
        client.close();
        assertThrows(CancellationException.class, second.join()::join);
        calls.forEach(call -> assertThrows(CancellationException.class, call::join));
    }

    /** Every call throws the same, as it is. */
    @Test
    void howFailuresAreTold() {
        start(peer -> {
            while (true) {
                peer.request();
                peer.send(new Failure(ErrorCode.NOT_FOUND, "No."));
            }
        });
        Path local = directory.resolve("local");
        List<Supplier<Transfer<?>>> calls = List.of(
                () -> client.stat("x"),
                () -> client.list("x"),
                () -> client.list("x", true, entry -> {}),
                () -> client.digest("x", DigestAlgorithm.CRC32C),
                () -> client.verify("x"),
                () -> client.makeDirectory("x", false),
                () -> client.move("x", "y", true),
                () -> client.delete("x", false, null),
                () -> client.getBytes(GetRequest.of("x"), 10),
                () -> client.get(GetRequest.of("x"), local));
        for (Supplier<Transfer<?>> call : calls) {
            assertThrows(FileTransferException.NotFound.class, call.get()::join);
            Throwable told = call.get().future().handle((value, cause) -> cause).join();
            assertInstanceOf(FileTransferException.NotFound.class, told);
        }
        assertThrows(FileTransferException.class, client.move("x", "a\0b", true)::join);
        assertThrows(
                FileTransferException.NotFound.class, TreeGet.of("x", local).start(client, TreeListener.NONE)::join);
        assertThrows(
                FileTransferException.NotFound.class,
                TreeSync.fromServer("x", local).start(client, TreeListener.NONE)::join);
        assertThrows(
                FileTransferException.LocalFile.class,
                TreePut.of(directory.resolve("missing"), "x").start(client, TreeListener.NONE)::join);
        assertFalse(Files.exists(local), "nothing is made for a tree that is not there");
    }

    @Test
    void requestsAreCopiesOfEachOther() {
        start(files);
        Version version = Version.of(new byte[] {1});
        GetRequest get = GetRequest.builder("x")
                .range(1, 2)
                .digestAlgorithm(DigestAlgorithm.SHA256)
                .expectVersion(version)
                .resume(false)
                .streams(3)
                .keepTimes(false)
                .keepMode(false)
                .expectedSize(4)
                .newTarget(true)
                .build();
        GetRequest same = get.streams(5).streams(3);
        assertEquals("x", same.name());
        assertEquals(1, same.offset());
        assertEquals(2, same.length());
        assertEquals(DigestAlgorithm.SHA256, same.digestAlgorithm());
        assertEquals(version, same.expectVersion());
        assertEquals(List.of(false, false, false), List.of(same.resume(), same.keepTimes(), same.keepMode()));
        assertEquals(3, same.streams());
        assertEquals(4, same.expectedSize());
        assertTrue(same.newTarget());
        PutRequest put = PutRequest.builder("y")
                .modified(MemoryFiles.MODIFIED)
                .mode(0600)
                .keepMode(false)
                .parents(true)
                .expectVersion(version)
                .build();
        PutRequest copy = put.resume(true);
        assertEquals(MemoryFiles.MODIFIED, copy.modified());
        assertEquals(0600, copy.mode());
        assertEquals(List.of(false, true, false), List.of(copy.keepMode(), copy.parents(), copy.expectAbsent()));
        assertEquals(version, copy.expectVersion());
        assertThrows(IllegalArgumentException.class, () -> copy.expectAbsent(true));
        assertThrows(IllegalArgumentException.class, () -> get.streams(-1));
        assertThrows(IllegalArgumentException.class, () -> get.range(-1, 1));
    }
}
