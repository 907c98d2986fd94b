package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TreeRunTest {
    private static final int CONNECTIONS = 3;

    private final FileTransferClient client = FileTransferClient.open(
            ClientConfig.builder().port(1).maxConnections(CONNECTIONS).build());

    /** Items that have begun and not ended, in the order in which they began. */
    private final BlockingQueue<Item> begun = new LinkedBlockingQueue<>();

    private final List<String> told = new ArrayList<>();
    private final TreeListener listener = new TreeListener() {
        @Override
        public void failed(TreeEntry entry, Throwable cause) {
            told.add("failed " + entry.path());
        }

        @Override
        public void skipped(TreeEntry entry, String reason) {
            told.add("skipped " + entry.path());
        }
    };

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void smallOnesFlowAroundASlowLargeOne() throws Exception {
        TreeTransfer transfer = start(run -> {
            run.queue.submit(new Item(run, "large", TreeQueue.LARGE));
            for (int i = 0; i < 10_000; i++) {
                run.queue.submit(new Item(run, "small", i % 10));
            }
        });
        Item large = begun.take();
        assertEquals("large", large.entry.path());
        for (int i = 0; i < 10_000; i++) {
            end(begun.take());
        }
        assertTrue(!transfer.future().isDone());
        large.future.complete("large");
        transfer.join();
        assertEquals(10_001, told.size());
    }

    @Test
    void whatIsInFlightIsBounded() throws Exception {
        CountDownLatch submitted = new CountDownLatch(TreeQueue.IN_FLIGHT + 1);
        TreeTransfer transfer = start(run -> {
            for (int i = 0; i < 1000; i++) {
                run.queue.submit(new Item(run, "n" + i, 1));
                submitted.countDown();
            }
        });
        List<Item> first = new ArrayList<>();
        for (int i = 0; i < TreeQueue.IN_FLIGHT; i++) {
            first.add(begun.take());
        }
        assertTrue(submitted.getCount() >= 1);
        assertTrue(begun.isEmpty());
        first.forEach(TreeRunTest::end);
        for (int i = TreeQueue.IN_FLIGHT; i < 1000; i++) {
            end(begun.take());
        }
        transfer.join();
        assertEquals(1000, told.size());
    }

    /** The server never answers, so the walk stops at what may be in flight. */
    @Test
    void howMuchAPutIsInAllIsKnownLongBeforeItsEnd(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 1000; i++) {
            Files.write(directory.resolve("f" + i), new byte[i % 10]);
        }
        TreeTransfer put;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FileTransferClient client = FileTransferClient.open(
                        ClientConfig.builder().port(silent.getLocalPort()).build())) {
            put = TreePut.of(directory, "d")
                    .filter((path, isDirectory) -> !path.endsWith("9"))
                    .start(client, listener);
            Await.until("the end of the walk", () -> !put.progress().scanning());
            TreeProgress progress = put.progress();
            assertEquals(900, progress.filesFound());
            assertEquals(3600, progress.bytesFound());
            assertEquals(0, progress.files());
        }
        assertThrows(CancellationException.class, put::join);
    }

    @Test
    void theLargestOfTheWaitingIsNextAndOneConnectionStaysFree() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        TreeTransfer transfer = start(run -> {
            for (int size : new int[] {1, 2, 9, 3, 7}) {
                run.queue.submit(new Item(run, "l" + size, size * TreeQueue.LARGE));
            }
            run.queue.submit(new Item(run, "small", 1));
            more.await();
        });
        List<Item> items = List.of(begun.take(), begun.take(), begun.take());
        assertEquals(List.of("l1", "l2", "small"), names(items));
        more.countDown();
        // with nothing more to come, all connections are for them
        Item third = begun.take();
        assertEquals("l9", third.entry.path());
        items.forEach(TreeRunTest::end);
        List<Item> last = List.of(begun.take(), begun.take());
        assertEquals(List.of("l7", "l3"), names(last));
        last.forEach(TreeRunTest::end);
        end(third);
        transfer.join();
        assertEquals(6, told.size());
    }

    @Test
    void oneFailureDoesNotStopTheOthers() throws Exception {
        TreeTransfer transfer = start(run -> {
            run.queue.submit(new Item(run, "a", 1));
            run.queue.submit(new Item(run, "b", 1));
            run.tally.skipped(entry("link", 0), "a symbolic link");
        });
        begun.take().future.completeExceptionally(new IOException("lost"));
        end(begun.take());
        TreeSummary summary = transfer.join();
        assertEquals(List.of("skipped link", "failed a", "b"), told);
        assertEquals(1, summary.failed());
        assertEquals(1, summary.skipped());
        assertEquals("lost", summary.firstFailure().getMessage());
        assertSame(
                summary.firstFailure(),
                assertThrows(IllegalStateException.class, summary::requireComplete)
                        .getCause());
    }

    @Test
    void aCancelEndsWhenNothingIsUnderWay() throws Exception {
        TreeTransfer transfer = start(run -> {
            while (true) {
                run.queue.submit(new Item(run, "n", 1));
            }
        });
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < TreeQueue.IN_FLIGHT; i++) {
            items.add(begun.take());
        }
        transfer.cancel();
        assertTrue(!transfer.future().isDone());
        items.forEach(TreeRunTest::end);
        assertThrows(CancellationException.class, transfer::join);
        assertTrue(begun.isEmpty());
    }

    /** The server never answers. */
    @Test
    void aCancelDoesNotWaitForADirectoryThatIsBeingMade(@TempDir Path directory) throws Exception {
        Files.write(directory.resolve("f"), new byte[1]);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FileTransferClient client = FileTransferClient.open(
                        ClientConfig.builder().port(silent.getLocalPort()).build())) {
            TreeTransfer put = TreePut.of(directory, "d").start(client, listener);
            silent.accept().getInputStream().readNBytes(16); // the preface, and the beginning of the request
            put.cancel();
            assertInstanceOf(
                    CancellationException.class,
                    assertThrows(ExecutionException.class, () -> put.future().get(30, TimeUnit.SECONDS))
                            .getCause());
        }
        assertEquals(List.of(), told);
    }

    @Test
    void whatTheListenerThrowsEndsIt() throws Exception {
        RuntimeException thrown = new IllegalArgumentException("enough");
        TreeTransfer transfer = start(
                new TreeListener() {
                    @Override
                    public void skipped(TreeEntry entry, String reason) {
                        throw thrown;
                    }
                },
                run -> run.tally.skipped(entry("a", 0), "a pipe"));
        assertSame(thrown, assertThrows(IllegalArgumentException.class, transfer::join));
        assertInstanceOf(
                IllegalArgumentException.class,
                assertThrows(ExecutionException.class, () -> transfer.future().get(10, TimeUnit.SECONDS))
                        .getCause());
    }

    @Test
    void progress() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        TreeTransfer transfer = start(run -> {
            run.tally.found(5);
            run.tally.found(7);
            run.queue.submit(new Item(run, "a", 5));
            more.await();
        });
        Item item = begun.take();
        TreeProgress before = transfer.progress();
        assertEquals(2, before.filesFound());
        assertEquals(12, before.bytesFound());
        assertEquals(0, before.files());
        assertEquals(List.of("a"), before.current());
        assertTrue(before.scanning());
        end(item);
        more.countDown();
        transfer.join();
        TreeProgress after = transfer.progress();
        assertEquals(1, after.files());
        assertEquals(List.of(), after.current());
        assertTrue(!after.scanning());
    }

    private static List<String> names(List<Item> items) {
        return items.stream().map(item -> item.entry.path()).toList();
    }

    private static void end(Item item) {
        item.future.complete(item.entry.path());
    }

    private static TreeEntry entry(String name, long size) {
        return new TreeEntry(name, Kind.FILE, size, null, name);
    }

    private TreeTransfer start(Scan scan) {
        return start(listener, scan);
    }

    private TreeTransfer start(TreeListener listener, Scan scan) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, () -> scan.run(run));
    }

    private interface Scan {
        void run(TreeRun run) throws InterruptedException;
    }

    private final class Item extends TreeItem<String> {
        final CompletableFuture<String> future = new CompletableFuture<>();

        Item(TreeRun run, String name, long size) {
            super(run.tally, TreeRunTest.entry(name, size));
        }

        @Override
        protected CompletableFuture<String> start() {
            begun.add(this);
            return future;
        }

        @Override
        protected void done(String value) {
            told.add(value);
        }
    }
}
