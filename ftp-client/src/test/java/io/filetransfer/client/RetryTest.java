package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.BackOff;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.transfer.RunningTransfer;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is tried again, how often and when. */
@Timeout(120)
class RetryTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(200_000);

    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch firstRequest = new CountDownLatch(1);
    private volatile int failures;
    private volatile boolean goes;
    private volatile Failure refusal;
    private final ScriptedServer server = new ScriptedServer(peer -> {
        while (true) {
            Frame frame = peer.next();
            if (!(frame instanceof Request request)) {
                ReferenceCountUtil.release(frame);
            } else if (requests.get() >= failures) {
                files.serve(peer, request);
            } else if (!fails(peer)) {
                return;
            }
        }
    });
    private FileTransferClient client = client(0);

    RetryTest() {
        files.add("x", CONTENT);
    }

    /** Whether the connection goes on. */
    private boolean fails(ScriptedServer.Peer peer) throws Exception {
        requests.incrementAndGet();
        firstRequest.countDown();
        if (goes) {
            peer.send(Frame.Go.GO);
            ReferenceCountUtil.release(peer.next());
        }
        if (refusal == null) {
            return false;
        }
        peer.send(refusal);
        return true;
    }

    private FileTransferClient client(double random) {
        return FileTransferClient.open(server.config().retries(3).build(), new BackOff(() -> random));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        assertTrue(server.failures().isEmpty(), () -> server.failures().toString());
    }

    private static Failure busy(long milliseconds) {
        return new Failure(ErrorCode.BUSY, true, "Not now.", Options.NONE.with(Option.RETRY_AFTER, milliseconds));
    }

    private Path source() throws IOException {
        return Files.write(directory.resolve("source"), CONTENT);
    }

    private FileTransferException putFails(PutRequest request) throws IOException {
        Path source = source();
        return assertThrows(
                FileTransferException.class, () -> client.put(request, source).join());
    }

    @Test
    void getsUpToTheLastAttempt() throws IOException {
        failures = 3;
        Path target = directory.resolve("target");
        client.get(GetRequest.of("x"), target).join();
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
        client.close();
        client = client(0);
        requests.set(0);
        failures = 100;
        assertThrows(
                FileTransferException.Connection.class,
                () -> client.get(GetRequest.of("x"), target).join());
        assertEquals(4, requests.get());
        assertArrayEquals(CONTENT, Files.readAllBytes(target));
    }

    @Test
    void aBusyServer() throws IOException {
        refusal = busy(0);
        failures = 2;
        client.get(GetRequest.of("x"), directory.resolve("target")).join();
        requests.set(0);
        client.put(PutRequest.of("y").expectAbsent(true), source()).join();
        assertArrayEquals(CONTENT, files.content("y"));
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() throws IOException {
        failures = 100;
        for (ErrorCode code : List.of(ErrorCode.NOT_FOUND, ErrorCode.DENIED, ErrorCode.STORAGE_FAILED)) {
            requests.set(0);
            refusal = new Failure(code, "No.");
            assertEquals(code, putFails(PutRequest.of("y")).code());
            assertThrows(
                    FileTransferException.class,
                    () -> client.get(GetRequest.of("x"), directory.resolve("target"))
                            .join());
            assertEquals(2, requests.get());
        }
    }

    @Test
    void putsOfFiles() throws IOException {
        failures = 3;
        client.put(PutRequest.of("y"), source()).join();
        assertArrayEquals(CONTENT, files.content("y"));
    }

    private Transfer<TransferResult> putStream() {
        return client.put(PutRequest.of("y"), Channels.newChannel(new ByteArrayInputStream(CONTENT)));
    }

    @Test
    void putsOfStreamsOfWhichNothingWasRead() {
        failures = 3;
        putStream().join();
        assertArrayEquals(CONTENT, files.content("y"));
        refusal = busy(0);
        requests.set(0);
        putStream().join();
    }

    @Test
    void putsOfStreamsThatWereReadAreNot() {
        goes = true;
        failures = 100;
        FileTransferException failure =
                assertThrows(FileTransferException.class, () -> putStream().join());
        assertEquals(ErrorCode.CONNECTION, failure.code());
        assertEquals(1, requests.get());
    }

    @Test
    void whatEveryOtherRequestDoes() {
        for (Failure why : new Failure[] {busy(0), null}) {
            refusal = why;
            failures = 3;
            List<java.util.function.Supplier<Transfer<?>>> calls = List.of(
                    () -> client.stat("x"),
                    () -> client.list("/"),
                    () -> client.list("/", true, file -> {}),
                    () -> client.digest("x", DigestAlgorithm.CRC32C),
                    () -> client.makeDirectory("d", true));
            for (var call : calls) {
                requests.set(0);
                call.get().join();
                assertEquals(3, requests.get());
            }
        }
    }

    /** Only when it was certainly not carried out. */
    @Test
    void changesThatAreNotTheSameTheSecondTime() {
        failures = 3;
        List<java.util.function.Supplier<Transfer<?>>> calls = List.of(
                () -> client.makeDirectory("d", false),
                () -> client.move("x", "y", true),
                () -> client.delete("y", false, null));
        for (var call : calls) {
            requests.set(0);
            refusal = busy(0);
            call.get().join();
            assertEquals(3, requests.get());
            requests.set(0);
            refusal = null;
            assertThrows(
                    FileTransferException.Connection.class, () -> call.get().join());
            assertEquals(1, requests.get());
        }
    }

    @Test
    void eachIsTold() {
        failures = 2;
        refusal = busy(1);
        List<Retry> told = new CopyOnWriteArrayList<>();
        client.get(
                        GetRequest.of("x").listener(new TransferListener() {
                            @Override
                            public void retrying(Retry retry) {
                                told.add(retry);
                            }
                        }),
                        directory.resolve("target"))
                .join();
        assertEquals(List.of(2, 3), told.stream().map(Retry::attempt).toList());
        assertEquals("x", told.get(0).name());
        assertEquals(Duration.ofMillis(1), told.get(0).delay());
        assertEquals(ErrorCode.BUSY, told.get(0).cause().code());
    }

    @Test
    void putsThatMayHaveBeenCarriedOutAreNot() throws IOException {
        failures = 100;
        assertEquals(
                ErrorCode.CONNECTION,
                putFails(PutRequest.of("y").expectAbsent(true)).code());
        assertEquals(
                ErrorCode.CONNECTION,
                putFails(PutRequest.of("x").expectVersion(MemoryFiles.version(CONTENT)))
                        .code());
        assertEquals(2, requests.get());
    }

    @Test
    void aCancelWhileItWaits() throws Exception {
        refusal = busy(3_600_000);
        failures = 100;
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), directory.resolve("target"));
        Await.open(firstRequest);
        // Not between two attempts, for a moment.
        Await.until("a cancel", () -> transfer.cancel() || transfer.future().isDone());
        FutureOutcome.assertCancelledOrBusy(transfer);
        assertEquals(1, requests.get());
    }

    @Test
    void theClientsEndWhileItWaits() throws Exception {
        refusal = busy(3_600_000);
        failures = 100;
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), directory.resolve("target"));
        Await.open(firstRequest);
        client.close();
        FutureOutcome.assertCancelledOrBusy(transfer);
    }

    /** A cancel that comes between two attempts may find the first one's end. */
    private static final class FutureOutcome {
        static void assertCancelledOrBusy(Transfer<?> transfer) {
            RuntimeException end = assertThrows(RuntimeException.class, transfer::join);
            assertTrue(
                    end instanceof CancellationException
                            || end instanceof FileTransferException busy && busy.code() == ErrorCode.BUSY,
                    end::toString);
        }
    }

    @Test
    void waitsDoubleUpToABound() {
        List<Long> milliseconds = new ArrayList<>();
        BackOff backOff = new BackOff(() -> 0.5);
        for (int tries = 0; tries < 9; tries++) {
            milliseconds.add(backOff.nanos(tries, Duration.ZERO) / 1_000_000);
        }
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L), milliseconds);
        assertEquals(0, new BackOff(() -> 0).nanos(5, Duration.ZERO));
        assertEquals(5_000_000_000L, backOff.nanos(1000, Duration.ZERO));
    }

    @Test
    void aServersWishIsTheLeastButNotWithoutBound() {
        assertEquals(3_100_000_000L, new BackOff(() -> 0.5).nanos(0, Duration.ofSeconds(3)));
        assertEquals(60_000_000_000L, new BackOff(() -> 0).nanos(0, Duration.ofDays(49)));
        FileTransferException busy = Failures.refused("x", busy(250));
        assertEquals(Duration.ofMillis(250), busy.retryAfter());
    }

    @Test
    void progressNeverGoesBack() {
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        transfer.moved(100);
        transfer.moved(50);
        assertEquals(100, transfer.progress().bytes());
    }
}
