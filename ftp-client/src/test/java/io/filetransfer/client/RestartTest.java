package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that goes away and comes back, and one that was never there. */
@Timeout(60)
class RestartTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(100_000);

    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private final Noticed noticed = new Noticed();

    /** What was told of a server that is away. */
    private static final class Noticed implements RetryListener {
        private final CountDownLatch away = new CountDownLatch(2);
        private final CountDownLatch recovered = new CountDownLatch(1);
        private volatile Retry last;

        @Override
        public void retrying(Retry retry) {
            if (retry.name() == null) {
                last = retry;
                away.countDown();
            }
        }

        @Override
        public void recovered() {
            recovered.countDown();
        }
    }

    @BeforeEach
    void add() {
        files.add("x", CONTENT);
        files.add("old", CONTENT);
        files.add("gone", CONTENT);
    }

    private FileTransferClient client(int port, Duration time) {
        ClientConfig config = ClientConfig.builder()
                .port(port)
                .retries(2)
                .retryTime(time)
                .stateDirectory(directory.resolve("state"))
                .retryListener(noticed)
                .build();
        return FileTransferClient.open(config, new BackOff(() -> 0.1));
    }

    private List<Transfer<?>> everything(FileTransferClient client) throws IOException {
        Path source = Files.write(directory.resolve("source"), CONTENT);
        List<Transfer<?>> calls = new ArrayList<>();
        calls.add(client.stat("x"));
        calls.add(client.list("/"));
        calls.add(client.get(GetRequest.of("x"), directory.resolve("target")));
        calls.add(client.put(PutRequest.of("y"), source));
        calls.add(client.put(PutRequest.of("z").expectAbsent(true), source));
        calls.add(client.put(PutRequest.of("s"), Files.newByteChannel(source)));
        calls.add(client.makeDirectory("d", false));
        calls.add(client.move("old", "new", true));
        calls.add(client.delete("gone", false, null));
        return calls;
    }

    /** Whatever is asked for while it is away waits. */
    @Test
    void requestsThatComeMeanwhile() throws Exception {
        int port;
        ScriptedServer first = new ScriptedServer(files);
        port = first.port();
        try (FileTransferClient client = client(port, Duration.ofMinutes(2))) {
            client.stat("x").join();
            first.close();
            Transfer<RemoteFile> notices = client.stat("x");
            assertTrue(noticed.away.await(20, TimeUnit.SECONDS));
            List<Transfer<?>> calls = everything(client);
            calls.add(notices);
            assertNull(noticed.last.name());
            assertInstanceOf(FileTransferException.Unreachable.class, noticed.last.cause());
            try (ScriptedServer second = new ScriptedServer(port, files)) {
                calls.forEach(Transfer::join);
                assertTrue(noticed.recovered.await(20, TimeUnit.SECONDS));
                assertTrue(second.failures().isEmpty(), () -> second.failures().toString());
            }
        }
        assertArrayEquals(CONTENT, files.content("s"));
        assertArrayEquals(CONTENT, files.content("new"));
    }

    /** Those that it had before it began to drain are not carried out, and are sent to the next one. */
    @Test
    void requestsThatWereUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(4);
        CountDownLatch stopped = new CountDownLatch(1);
        try (ScriptedServer first = new ScriptedServer(peer -> {
                    peer.request();
                    asked.countDown();
                    assertTrue(stopped.await(20, TimeUnit.SECONDS));
                    peer.seeOff(new Failure(ErrorCode.SHUTTING_DOWN, "Going down."));
                });
                FileTransferClient client = client(first.port(), Duration.ofMinutes(2))) {
            List<Transfer<?>> calls = everything(client);
            assertTrue(asked.await(20, TimeUnit.SECONDS), "as many as there may be connections");
            first.stopListening();
            stopped.countDown();
            try (ScriptedServer second = new ScriptedServer(first.port(), files)) {
                calls.forEach(Transfer::join);
                assertTrue(second.failures().isEmpty(), () -> second.failures().toString());
            }
            assertTrue(first.failures().isEmpty(), () -> first.failures().toString());
        }
    }

    @Test
    void onlyForTheTime() throws Exception {
        ScriptedServer server = new ScriptedServer(files);
        try (FileTransferClient client = client(server.port(), Duration.ofMillis(300))) {
            client.stat("x").join();
            server.close();
            assertThrows(
                    FileTransferException.Unreachable.class,
                    () -> client.stat("x").join());
            for (Transfer<?> call : everything(client)) {
                assertThrows(FileTransferException.Unreachable.class, call::join);
            }
        }
    }

    /** An address that is wrong is told at once, whatever the request. */
    @Test
    void aServerThatWasNeverThere() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (FileTransferClient client = client(port, Duration.ofHours(1))) {
            for (Transfer<?> call : everything(client)) {
                assertThrows(FileTransferException.Unreachable.class, call::join);
            }
        }
        assertNull(noticed.last);
    }

    @Test
    void aServerThatIsAwaited() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ClientConfig config = ClientConfig.builder()
                .port(port)
                .awaitServer(true)
                .retryListener(noticed)
                .build();
        try (FileTransferClient client = FileTransferClient.open(config, new BackOff(() -> 0.1))) {
            Transfer<RemoteFile> call = client.stat("x");
            assertTrue(noticed.away.await(20, TimeUnit.SECONDS));
            try (ScriptedServer server = new ScriptedServer(port, files)) {
                assertEquals(CONTENT.length, call.join().size());
                assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
            }
        }
    }

    /** A cancel does not wait for it. */
    @Test
    void aCancelMeanwhile() throws Exception {
        ScriptedServer server = new ScriptedServer(files);
        try (FileTransferClient client = client(server.port(), Duration.ofHours(1))) {
            client.stat("x").join();
            server.close();
            Transfer<TransferResult> get = client.get(GetRequest.of("x"), directory.resolve("target"));
            assertTrue(noticed.away.await(20, TimeUnit.SECONDS));
            assertTrue(get.cancel());
            assertThrows(java.util.concurrent.CancellationException.class, get::join);
        }
    }
}
