package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, err);
    private final Batch batch = new Batch();
    private final StatCommand command = new StatCommand();
    private final Report report = new Report(
            command, terminal, new ProgressDisplay(terminal, batch::state, new RetryNotice(System::nanoTime)));

    private final List<Integer> reported = new ArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    @Test
    void manyEndInAnyOrderAndAreReportedInTheirs() {
        Seeds.run(20, random -> {
            reported.clear();
            int count = 1 + random.nextInt(2000);
            try (Disorder disorder = new Disorder(random)) {
                for (int i = 0; i < count; i++) {
                    batch.add(new Numbered(i, disorder), report);
                }
                batch.finish(report);
            }
            assertEquals(count, reported.size());
            for (int i = 0; i < count; i++) {
                assertEquals(i, reported.get(i));
            }
        });
        assertTrue(mostInFlight.get() <= Batch.IN_FLIGHT);
        assertTrue(mostInFlight.get() > 1);
    }

    @Test
    void aSlowOneDoesNotHoldTheOthersUpUntilTheQueueIsFull() {
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        batch.add(new Fixed(0, slow), report);
        for (int i = 1; i < Batch.UNREPORTED; i++) {
            batch.add(new Fixed(i, CompletableFuture.completedFuture(i)), report);
        }
        assertEquals(List.of(), reported);
        Thread ender = new Thread(() -> slow.complete(0));
        ender.start();
        batch.add(new Fixed(Batch.UNREPORTED, CompletableFuture.completedFuture(0)), report);
        batch.finish(report);
        assertEquals(Batch.UNREPORTED + 1, reported.size());
    }

    @Test
    void oneFailureDoesNotStopTheOthers() {
        batch.add(new Fixed(0, CompletableFuture.completedFuture(0)), report);
        batch.add(new Fixed(1, CompletableFuture.failedFuture(new java.io.IOException("disk\u001b[2J full"))), report);
        batch.add(new Throwing(), report);
        batch.add(new Fixed(3, CompletableFuture.completedFuture(3)), report);
        batch.finish(report);
        report.summarize(false);
        assertEquals(List.of(0, 3), reported);
        assertEquals(ExitCode.PARTIAL, report.exitCode());
        assertEquals("""
                ftp-client: stat: 1: disk\\x1b[2J full (LOCAL_FILE)
                ftp-client: stat: thrown: not even started (LOCAL_FILE)
                ftp-client: stat: 2 of 4 failed
                """, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void ofAllFailuresTheFirstGivesTheExitCode() {
        batch.add(new Fixed(1, CompletableFuture.failedFuture(new java.io.IOException("disk"))), report);
        batch.add(new Fixed(2, CompletableFuture.failedFuture(new IllegalStateException("bug"))), report);
        batch.finish(report);
        assertEquals(ExitCode.LOCAL_FILE, report.exitCode());
    }

    @Test
    void aCancelEndsTheWaiting() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        batch.add(new Fixed(0, never), report);
        Thread canceller = new Thread(batch::cancel);
        canceller.start();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThrows(CancellationException.class, () -> batch.finish(report)));
        assertThrows(
                CancellationException.class,
                () -> batch.add(new Fixed(1, CompletableFuture.completedFuture(1)), report));
    }

    @Test
    void theStateForTheDisplay() {
        batch.expect(5);
        batch.add(new Fixed(0, CompletableFuture.completedFuture(0)), report);
        batch.add(new Fixed(1, new CompletableFuture<>()), report);
        batch.add(new Fixed(2, CompletableFuture.completedFuture(2)), report);
        assertEquals(new ProgressState("1", 2, 5, 0, -1, false), batch.state());
    }

    private final class Fixed extends CommandItem<Integer> {
        private final int number;
        private final CompletableFuture<Integer> future;

        Fixed(int number, CompletableFuture<Integer> future) {
            super(new RemoteName("h", 1, ServerSettings.NONE, "n" + number, Integer.toString(number)));
            this.number = number;
            this.future = future;
        }

        @Override
        protected CompletableFuture<Integer> start() {
            return future;
        }

        @Override
        void done(Integer value, Report report) {
            report.succeeded(0);
            reported.add(number);
        }
    }

    private final class Numbered extends CommandItem<Integer> {
        private final int number;
        private final Disorder disorder;

        Numbered(int number, Disorder disorder) {
            super(new RemoteName("h", 1, ServerSettings.NONE, "n" + number, Integer.toString(number)));
            this.number = number;
            this.disorder = disorder;
        }

        @Override
        protected CompletableFuture<Integer> start() {
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            CompletableFuture<Integer> future = new CompletableFuture<>();
            disorder.add(() -> {
                inFlight.decrementAndGet();
                future.complete(number);
            });
            return future;
        }

        @Override
        void done(Integer value, Report report) {
            report.succeeded(0);
            reported.add(value);
        }
    }

    private static final class Throwing extends CommandItem<Integer> {
        Throwing() {
            super(new RemoteName("h", 1, ServerSettings.NONE, "t", "thrown"));
        }

        @Override
        protected CompletableFuture<Integer> start() throws java.io.IOException {
            throw new java.io.IOException("not even started");
        }

        @Override
        void done(Integer value, Report report) {
            throw new AssertionError();
        }
    }

    /** Ends what it is given on a thread of its own, out of order. */
    private static final class Disorder extends Thread implements AutoCloseable {
        private final ConcurrentLinkedQueue<Runnable> given = new ConcurrentLinkedQueue<>();
        private final Random random;
        private volatile boolean closed;

        Disorder(Random random) {
            this.random = random;
            start();
        }

        void add(Runnable end) {
            given.add(end);
        }

        @Override
        public void run() {
            List<Runnable> held = new ArrayList<>();
            while (!closed) {
                for (Runnable next = given.poll(); next != null; next = given.poll()) {
                    held.add(next);
                }
                if (held.isEmpty()) {
                    Thread.onSpinWait();
                } else {
                    held.remove(random.nextInt(held.size())).run();
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
