package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the caller's code does in a callback, every future ends, and no other transfer is hurt. */
@Timeout(60)
class CallbacksTest {
    private static final int MANY = 400;
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

    private void start(Executor callbacks) {
        if (client != null) {
            close();
        }
        files.add("x", CONTENT);
        server = new ScriptedServer(files);
        client = FileTransferClient.open(
                server.config().callbackExecutor(callbacks).build());
    }

    private static void allEnd(List<? extends CompletableFuture<?>> futures) throws Exception {
        CompletableFuture.allOf(futures.stream()
                        .map(future -> future.handle((value, failure) -> null))
                        .toArray(CompletableFuture<?>[]::new))
                .get(40, TimeUnit.SECONDS);
    }

    /** Some wait for their turn then, some are prepared, some are under way. */
    @Test
    void closedInACallbackThatRunsInPlace() throws Exception {
        for (Executor executor : new Executor[] {Runnable::run, null}) {
            start(executor);
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                CompletableFuture<?> future = i % 2 == 0
                        ? client.stat("x").future()
                        : client.get(GetRequest.of("x"), directory.resolve("target" + i))
                                .future();
                if (i == 20) {
                    future = future.whenComplete((value, failure) -> client.close());
                }
                all.add(future);
            }
            allEnd(all);
        }
    }

    @Test
    void errorsOfListeners() throws Exception {
        TransferListener throwing = new TransferListener() {
            @Override
            public void progressed(Progress progress) {
                throw new StackOverflowError("of a listener");
            }

            @Override
            public void completed(TransferResult result) {
                throw new AssertionError("of a listener");
            }

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError("of a listener");
            }
        };
        for (Executor executor : new Executor[] {Runnable::run, null}) {
            start(executor);
            GetRequest request = GetRequest.of("x").listener(throwing);
            Transfer<TransferResult> good = client.get(request, directory.resolve("target"));
            assertEquals(CONTENT.length, good.future().get(20, TimeUnit.SECONDS).bytes());
            Transfer<TransferResult> bad = client.get(request, directory.resolve("missing/target"));
            allEnd(List.of(bad.future()));
            assertThrows(FileTransferException.LocalFile.class, bad::join);
        }
    }

    /** At each of its methods. */
    @Test
    void errorsOfSubscribers() throws Exception {
        start(null);
        for (int at = 0; at < 3; at++) {
            int throwsAt = at;
            Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), new Flow.Subscriber<ByteBuffer>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    throwAt(0);
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ByteBuffer item) {
                    throwAt(1);
                }

                @Override
                public void onError(Throwable throwable) {
                    throw new AssertionError("of a subscriber");
                }

                @Override
                public void onComplete() {
                    throwAt(2);
                }

                private void throwAt(int now) {
                    if (now == throwsAt) {
                        throw new AssertionError("of a subscriber");
                    }
                }
            });
            allEnd(List.of(transfer.future()));
        }
    }

    /** An interrupted thread closes the file that it touches next. */
    @Test
    void interruptsThatAreLeft() throws Exception {
        TransferListener interrupting = new TransferListener() {
            @Override
            public void progressed(Progress progress) {
                Thread.currentThread().interrupt();
            }

            @Override
            public void completed(TransferResult result) {
                Thread.currentThread().interrupt();
            }

            @Override
            public void failed(Throwable cause) {
                Thread.currentThread().interrupt();
            }
        };
        for (Executor executor : new Executor[] {Runnable::run, null}) {
            start(executor);
            List<Transfer<TransferResult>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Path file = directory.resolve("target" + i);
                all.add(client.get(GetRequest.of("x").listener(interrupting), file));
            }
            for (Transfer<TransferResult> transfer : all) {
                assertEquals(CONTENT.length, transfer.join().bytes());
            }
            all.clear();
            for (int i = 0; i < 100; i++) {
                Path file = directory.resolve("target" + i);
                all.add(client.put(PutRequest.of("y" + i).listener(interrupting), file));
            }
            for (Transfer<TransferResult> transfer : all) {
                assertEquals(CONTENT.length, transfer.join().bytes());
            }
        }
    }

    @Test
    void theCommonPoolMayBeBusy() throws Exception {
        start(null);
        CountDownLatch free = new CountDownLatch(1);
        for (int i = 0; i < ForkJoinPool.commonPool().getParallelism() + 1; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            CompletableFuture<String> thread = client.stat("x")
                    .future()
                    .thenApply(file -> Thread.currentThread().getName());
            assertTrue(thread.get(20, TimeUnit.SECONDS) != null);
            assertEquals(
                    CONTENT.length,
                    client.get(GetRequest.of("x"), directory.resolve("target"))
                            .future()
                            .get(20, TimeUnit.SECONDS)
                            .bytes());
        } finally {
            free.countDown();
        }
    }

    /** Many more than there are threads at first. */
    @Test
    void callbacksThatWaitForOtherTransfers() throws Exception {
        for (Executor executor : new Executor[] {Runnable::run, null}) {
            start(executor);
            List<CompletableFuture<Integer>> all = IntStream.range(0, 50)
                    .mapToObj(i -> client.stat("x").future().thenApply(file -> {
                        client.stat("x").join();
                        return i;
                    }))
                    .toList();
            allEnd(all);
            for (int i = 0; i < all.size(); i++) {
                assertEquals(i, all.get(i).join());
            }
        }
    }

    @Test
    void executorsThatThrow() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Executor throwing = task -> {
            switch (calls.getAndIncrement() % 3) {
                case 0 -> throw new IllegalStateException("before");
                case 1 -> {
                    task.run();
                    throw new AssertionError("after");
                }
                default -> task.run();
            }
        };
        start(throwing);
        for (int i = 0; i < 6; i++) {
            assertEquals(
                    CONTENT.length,
                    client.stat("x").future().get(20, TimeUnit.SECONDS).size());
            client.digest("x", DigestAlgorithm.SHA256).future().get(20, TimeUnit.SECONDS);
        }
    }
}
