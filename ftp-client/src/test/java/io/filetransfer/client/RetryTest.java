package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is tried again, how often and when. */
@Timeout(20)
class RetryTest {
    private static final byte[] CONTENT = FileTransferClientTest.bytes(200_000);

    @TempDir
    Path directory;

    private final MemoryFiles files = new MemoryFiles();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch firstRequest = new CountDownLatch(1);
    private volatile int failures;
    private volatile Failure refusal;
    private final ScriptedServer server = new ScriptedServer(peer -> {
        while (true) {
            if (requests.get() >= failures) {
                files.run(peer);
                return;
            }
            ReferenceCountUtil.release(peer.request());
            requests.incrementAndGet();
            firstRequest.countDown();
            if (refusal == null) {
                return;
            }
            peer.send(refusal);
        }
    });
    private FileTransferClient client = client(0);

    RetryTest() {
        files.add("x", CONTENT);
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

    @Test
    void putsOfStreamsAreNot() {
        failures = 100;
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of("y"), Channels.newChannel(new ByteArrayInputStream(CONTENT)))
                        .join());
        assertEquals(ErrorCode.CONNECTION, failure.code());
        assertEquals(1, requests.get());
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
        assertTrue(firstRequest.await(10, TimeUnit.SECONDS));
        while (!transfer.cancel() && !transfer.future().isDone()) {
            Thread.onSpinWait(); // between two attempts, for a moment
        }
        FutureOutcome.assertCancelledOrBusy(transfer);
        assertEquals(1, requests.get());
    }

    @Test
    void theClientsEndWhileItWaits() throws Exception {
        refusal = busy(3_600_000);
        failures = 100;
        Transfer<TransferResult> transfer = client.get(GetRequest.of("x"), directory.resolve("target"));
        assertTrue(firstRequest.await(10, TimeUnit.SECONDS));
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
        assertEquals(250_000_000L, new Attempts(1, new BackOff(() -> 0)).next(busy, 0));
    }

    @Test
    void attemptsAreCountedAnewAfterMuchWasMoved() {
        Attempts attempts = new Attempts(2, new BackOff(() -> 0));
        FileTransferException lost = Failures.lost(ClientConfig.builder().build(), null);
        assertEquals(0, attempts.next(lost, 100));
        assertEquals(0, attempts.next(lost, 100));
        assertEquals(0, attempts.next(lost, 8 << 20));
        assertEquals(0, attempts.next(lost, 100));
        assertEquals(-1, attempts.next(lost, 100));
    }

    @Test
    void aHostThatIsNotThereWillNotBe() {
        Attempts attempts = new Attempts(2, new BackOff(() -> 0));
        assertEquals(
                -1,
                attempts.next(
                        new FileTransferException.Connection(ErrorCode.CONNECTION, "no", new UnknownHostException("x")),
                        0));
        assertEquals(-1, attempts.next(new CancellationException(), 0));
    }

    @Test
    void progressNeverGoesBack() {
        RunningTransfer<TransferResult> transfer = new RunningTransfer<>(TransferListener.NONE, Runnable::run);
        transfer.moved(100);
        transfer.moved(50);
        assertEquals(100, transfer.progress().bytes());
    }
}
