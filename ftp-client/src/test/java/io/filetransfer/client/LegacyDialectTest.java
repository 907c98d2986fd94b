package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a server as the legacy dialect's was, which reads without a length and knows an end only by the end of the stream. */
@Timeout(120)
class LegacyDialectTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(700_000);

    @TempDir
    Path directory;

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final FileTransferClient client = FileTransferClient.open(ClientConfig.builder()
            .port(server.getLocalPort())
            .legacyDialect(true)
            .build());

    LegacyDialectTest() throws IOException {
        threads.execute(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        threads.shutdown();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            assertEquals('1', in.read());
            byte[] buffer = new byte[1024];
            String request = new String(buffer, 0, in.read(buffer), StandardCharsets.UTF_8);
            String name = request.substring(0, request.indexOf(':'));
            socket.getOutputStream().write("Done".getBytes(StandardCharsets.US_ASCII));
            if (request.endsWith("GET")) {
                byte[] missing = "File not found. Try again.".getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(files.getOrDefault(name, missing));
            } else {
                files.put(name, in.readAllBytes());
            }
        } catch (IOException e) {
            // cut off
        }
    }

    @Test
    void getsAndPuts() throws IOException {
        for (int size : new int[] {0, 5, CONTENT.length}) {
            byte[] content = java.util.Arrays.copyOf(CONTENT, size);
            Path source = Files.write(directory.resolve("source"), content);
            TransferResult put = client.put(PutRequest.of("notes.txt"), source).join();
            assertArrayEquals(content, files.get("notes.txt"));
            assertEquals(size, put.bytes());
            assertEquals(Digest.NONE, put.digest());
            assertNull(put.version());
            assertNull(put.durability());
            Path target = directory.resolve("target");
            TransferResult got = client.get(GetRequest.of("notes.txt"), target).join();
            assertArrayEquals(content, Files.readAllBytes(target));
            assertEquals(Digest.NONE, got.digest());
            assertEquals(size, got.bytes());
        }
    }

    @Test
    void manyAtOnce() throws IOException {
        files.put("x", CONTENT);
        List<Transfer<TransferResult>> transfers = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> client.get(GetRequest.of("x"), directory.resolve("target" + i)))
                .toList();
        for (Transfer<TransferResult> transfer : transfers) {
            assertEquals(CONTENT.length, transfer.join().bytes());
        }
    }

    @Test
    void missingFile() throws IOException {
        Path target = directory.resolve("target");
        assertThrows(
                FileTransferException.NotFound.class,
                () -> client.get(GetRequest.of("no"), target).join());
        try (Stream<Path> paths = Files.list(directory)) {
            assertEquals(List.of(), paths.toList());
        }
    }

    @Test
    void whatTheDialectDoesNotHave() {
        Path any = directory.resolve("any");
        FileTransferException failure =
                assertThrows(FileTransferException.class, () -> client.stat("x").join());
        assertEquals(ErrorCode.UNSUPPORTED, failure.code());
        List<Transfer<?>> others = List.of(
                client.get(GetRequest.of("x").range(1, 2), any),
                client.get(GetRequest.of("a:b"), any),
                client.get(GetRequest.of("not UTF-8 \udce9"), any),
                client.put(PutRequest.of("x").expectAbsent(true), any),
                client.put(PutRequest.of("x").parents(true), any),
                client.list("/", true, file -> {}));
        for (Transfer<?> other : others) {
            assertEquals(
                    ErrorCode.UNSUPPORTED,
                    assertThrows(FileTransferException.class, other::join).code());
        }
    }

    @Test
    void aCancelledPutIsNoFile() throws IOException {
        Path source = Files.write(directory.resolve("source"), new byte[200 << 20]);
        Transfer<TransferResult> transfer = client.put(PutRequest.of("x"), source);
        Await.until("content", () -> transfer.progress().bytes() > 0);
        assertTrue(transfer.cancel());
        // the server sees a reset, not an end
        client.get(GetRequest.of("y"), directory.resolve("y"))
                .future()
                .handle((result, failure) -> null)
                .join();
        assertNull(files.get("x"));
    }
}
