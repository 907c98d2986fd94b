package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How exchanges come to connections, and what happens when there are none. */
@Timeout(120)
class ConnectionPoolTest {
    @TempDir
    Path directory;

    private static FileTransferException failure(CompletableFuture<?> future) {
        return assertInstanceOf(
                FileTransferException.class,
                assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void thousandsAreUnderWayAtOnce() {
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[5]);
        try (ScriptedServer server = new ScriptedServer(files);
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            List<CompletableFuture<RemoteFile>> calls = new ArrayList<>();
            for (int i = 0; i < 9000; i++) {
                calls.add(client.stat("x").future());
            }
            calls.forEach(call -> assertEquals(5, call.join().size()));
            assertTrue(server.connections() <= 4);
        }
    }

    @Test
    void largeFilesHaveAConnectionEach() throws IOException {
        AtomicInteger sending = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(3);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        peer.request();
                        peer.reply(Options.NONE.with(Option.SIZE, 1_000_000L));
                        sending.incrementAndGet();
                        all.countDown();
                        all.await();
                        peer.content(new byte[1_000_000]);
                        peer.end(new byte[1_000_000]);
                    }
                });
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(3).build())) {
            List<Transfer<?>> transfers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                transfers.add(client.get(GetRequest.of("x"), directory.resolve("target" + i)));
            }
            transfers.forEach(Transfer::join);
            assertEquals(3, server.connections());
        }
    }

    @Test
    void nothingWaitsBehindAFileThatIsExpectedToBeLarge() throws Exception {
        int small = 20;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(small);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        if (peer.request().choice() == Choice.GET) {
                            asked.countDown();
                            assertTrue(answered.await(10, TimeUnit.SECONDS), "something waits behind it");
                            peer.reply(Options.NONE.with(Option.SIZE, 1_000_000L));
                            peer.content(new byte[1_000_000]);
                            peer.end(new byte[1_000_000]);
                        } else {
                            peer.reply(Options.NONE.with(Option.SIZE, 5L).with(Option.KIND, Kind.FILE));
                            answered.countDown();
                        }
                    }
                });
                FileTransferClient client = FileTransferClient.open(
                        server.config().maxConnections(2).build())) {
            Transfer<?> large = client.get(GetRequest.of("x").expectedSize(1_000_000), directory.resolve("target"));
            asked.await();
            List<CompletableFuture<RemoteFile>> calls = new ArrayList<>();
            for (int i = 0; i < small; i++) {
                calls.add(client.stat("x").future());
            }
            calls.forEach(call -> assertEquals(5, call.join().size()));
            large.join();
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (FileTransferClient client =
                FileTransferClient.open(ClientConfig.builder().port(port).build())) {
            List<CompletableFuture<RemoteFile>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(client.stat("x").future());
            }
            for (CompletableFuture<RemoteFile> call : calls) {
                FileTransferException failure = failure(call);
                assertEquals(ErrorCode.CONNECTION, failure.code());
                assertEquals("Cannot connect to 127.0.0.1:" + port + ": Connection refused", failure.getMessage());
            }
        }
    }

    @Test
    void noSuchHost() {
        try (FileTransferClient client = FileTransferClient.open(
                ClientConfig.builder().host("no-such-host.invalid").build())) {
            FileTransferException failure = failure(client.stat("x").future());
            assertEquals("Cannot connect to no-such-host.invalid:50000: no such host", failure.getMessage());
        }
    }

    @Test
    void nobodyAccepts() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
                FileTransferClient client = FileTransferClient.open(ClientConfig.builder()
                        .port(full.getLocalPort())
                        .connectTimeout(Duration.ofMillis(200))
                        .build())) {
            assertTrue(first.isConnected() && second.isConnected());
            FileTransferException failure = failure(client.stat("x").future());
            assertEquals(ErrorCode.TIMEOUT, failure.code());
            assertTrue(failure.getMessage().endsWith("no answer in time"), failure::getMessage);
        }
    }

    @Test
    void nextAddressWhenTheFirstIsDead() throws IOException {
        // the server is on 127.0.0.1 alone
        assumeTrue(InetAddress.getAllByName("localhost").length > 1, "localhost has one address only");
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[5]);
        try (ScriptedServer server = new ScriptedServer(files);
                FileTransferClient client = FileTransferClient.open(
                        server.config().host("localhost").build())) {
            assertEquals(5, client.stat("x").join().size());
        }
    }

    @Test
    void connectionsWithoutWorkAreClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    peer.reply(Options.NONE.with(Option.SIZE, 5L).with(Option.KIND, Kind.FILE));
                    peer.awaitClose();
                    closed.countDown();
                });
                FileTransferClient client = FileTransferClient.open(
                        server.config().keepAlive(Duration.ofMillis(100)).build())) {
            client.stat("x").join();
            closed.await();
            client.stat("x").join();
            assertEquals(2, server.connections());
        }
    }

    @Test
    void theExecutorIsTheCallers() throws IOException {
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[300_000]);
        List<Thread> threads = new ArrayList<>();
        Path target = directory.resolve("target");
        try (ScriptedServer server = new ScriptedServer(files);
                FileTransferClient client = FileTransferClient.open(server.config()
                        .callbackExecutor(task -> new Thread(task, "callback").start())
                        .build())) {
            Transfer<TransferResult> transfer = client.get(
                    GetRequest.of("x").listener(new TransferListener() {
                        @Override
                        public void completed(TransferResult result) {
                            threads.add(Thread.currentThread());
                        }
                    }),
                    target);
            CompletableFuture<Thread> thread = transfer.future().thenApply(result -> Thread.currentThread());
            assertEquals(300_000, transfer.join().bytes());
            assertEquals("callback", threads.get(0).getName());
            assertTrue(thread.join() == threads.get(0) || thread.join() == Thread.currentThread());
        }
        assertEquals(300_000, Files.size(target));
    }

    @Test
    void progressGrowsAndAsksNoLock() throws IOException {
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[20_000_000]);
        try (ScriptedServer server = new ScriptedServer(files);
                FileTransferClient client =
                        FileTransferClient.open(server.config().build())) {
            Transfer<TransferResult> get =
                    client.get(GetRequest.of("x").expectedSize(1_000_000), directory.resolve("target"));
            watch(get, 20_000_000);
            Transfer<TransferResult> put = client.put(PutRequest.of("y"), directory.resolve("target"));
            watch(put, 20_000_000);
        }
    }

    private static void watch(Transfer<TransferResult> transfer, long size) {
        long last = 0;
        while (!transfer.future().isDone()) {
            Progress progress = transfer.progress();
            assertTrue(progress.bytes() >= last && progress.bytes() <= size);
            assertTrue(progress.total() == -1 || progress.total() == size);
            last = progress.bytes();
            LockSupport.parkNanos(100_000);
        }
        assertEquals(size, transfer.join().bytes());
        assertEquals(size, transfer.progress().bytes());
    }

    @Test
    void closesQuicklyAndLeavesNoThreads() {
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[5]);
        try (ScriptedServer server = new ScriptedServer(files)) {
            FileTransferClient client = FileTransferClient.open(server.config().build());
            client.stat("x").join();
            long start = System.nanoTime();
            client.close();
            client.close();
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(2).toNanos());
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean left = thread.getName().startsWith("ftp-client-loop")
                    || thread.getName().startsWith("ftp-client-disk");
            assertTrue(!left || !thread.isAlive(), thread::getName);
        }
    }

    @Test
    void closesFromItsOwnThread() {
        MemoryFiles files = new MemoryFiles();
        files.add("x", new byte[5]);
        try (ScriptedServer server = new ScriptedServer(files)) {
            FileTransferClient client = FileTransferClient.open(
                    server.config().callbackExecutor(Runnable::run).build());
            CompletableFuture<Object> closed = new CompletableFuture<>();
            client.stat("x").future().whenComplete((file, failure) -> {
                client.close();
                closed.complete(file);
            });
            assertSame(RemoteFile.class, closed.join().getClass());
        }
    }
}
