package io.filetransfer.client.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Retry;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often something is tried again, in a time that the test makes. */
class RetryBudgetTest {
    private static final long MUCH = 8 << 20;

    private static final FileTransferException LOST =
            new FileTransferException.Connection(ErrorCode.CONNECTION, "Lost.", null);
    private static final FileTransferException DOWN =
            new FileTransferException(ErrorCode.SHUTTING_DOWN, true, "Going down.", null);
    private static final FileTransferException CHANGED =
            new FileTransferException(ErrorCode.CHANGED, true, "Changed.", null);

    private final List<Retry> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5; // a clock that goes over its end meanwhile

    private RetryBudget budget(int retries, Duration time) {
        RetrySettings settings = new RetrySettings(retries, time, false, new BackOff(() -> 0.999), () -> now);
        return new RetryBudget(settings, "x", told::add);
    }

    private RetryBudget budget(int retries) {
        return budget(retries, Duration.ofMinutes(2));
    }

    /** Attempts until it is over, each of which has so many bytes kept in the end; at most 10,000. */
    private static int attempts(RetryBudget budget, Remedy remedy, FileTransferException cause, long kept) {
        int attempts = 0;
        while (attempts < 10_000 && budget.next(remedy, cause, kept) >= 0) {
            attempts++;
        }
        return attempts;
    }

    @Test
    void interruptionsInARow() {
        assertEquals(5, attempts(budget(5), Remedy.AGAIN, LOST, 0));
        assertEquals(0, attempts(budget(0), Remedy.AGAIN, LOST, 0));
        assertEquals(5, attempts(budget(5), Remedy.ASK, LOST, 0));
        assertEquals(0, attempts(budget(5), Remedy.OVER, LOST, 0));
        assertEquals(-1, budget(5).next(Remedy.AGAIN, new CancellationException(), 0));
    }

    @Test
    void muchThatIsKeptBeginsTheCountAgain() {
        RetryBudget budget = budget(2);
        assertTrue(budget.next(Remedy.AGAIN, LOST, 100) >= 0);
        assertTrue(budget.next(Remedy.AGAIN, LOST, 200) >= 0);
        assertTrue(budget.next(Remedy.AGAIN, LOST, 200 + MUCH) >= 0);
        assertTrue(budget.next(Remedy.AGAIN, LOST, 200 + MUCH) >= 0);
        assertEquals(-1, budget.next(Remedy.AGAIN, LOST, 200 + MUCH));
    }

    /** Whatever the other side does, it ends: bytes that were kept before are no progress. */
    @Test
    void theSameBytesCountOnce() {
        RetryBudget budget = budget(5);
        int attempts = 0;
        while (budget.next(Remedy.AGAIN, LOST, attempts % 2 == 0 ? MUCH : 0) >= 0) {
            attempts++;
            assertTrue(attempts < 100);
        }
        assertEquals(5, attempts);
    }

    /** And of a file of a gibibyte there are no more than that many pieces that could bring the count back. */
    @Test
    void theFileBoundsTheAttempts() {
        RetryBudget budget = budget(5);
        long size = 1 << 30;
        int attempts = 0;
        for (long kept = 0; budget.next(Remedy.AGAIN, LOST, Math.min(kept, size)) >= 0; kept += MUCH) {
            attempts++;
        }
        assertEquals(size / MUCH + 5, attempts);
    }

    @Test
    void whatWasGotInVainIsNeverForgotten() {
        RetryBudget budget = budget(3);
        int rewinds = 0;
        for (long kept = 0; budget.next(Remedy.REWIND, CHANGED, 0) >= 0; kept += MUCH) {
            rewinds++;
            assertTrue(budget.next(Remedy.AGAIN, LOST, kept + MUCH) >= 0);
        }
        assertEquals(3, rewinds);
    }

    @Test
    void aServerThatGoesDownIsWaitedForByTime() {
        RetryBudget budget = budget(1, Duration.ofMinutes(2));
        long began = now;
        int attempts = 0;
        for (long delay = 0; delay >= 0; delay = budget.next(Remedy.AGAIN, DOWN, 0)) {
            now += delay;
            attempts++;
        }
        assertEquals(Duration.ofMinutes(2), Duration.ofNanos(now - began));
        assertTrue(attempts > 10 && attempts < 30, () -> "not " + told.size());
        assertEquals(1, attempts(budget, Remedy.AGAIN, LOST, 0), "other failures have their own budget");
    }

    @Test
    void norIsItWithoutTimeOrWithoutRetries() {
        assertEquals(2, attempts(budget(2, Duration.ZERO), Remedy.AGAIN, DOWN, 0));
        assertEquals(0, attempts(budget(0, Duration.ofMinutes(2)), Remedy.AGAIN, DOWN, 0));
    }

    @Test
    void streamsHaveTheirOwn() {
        RetryBudget budget = budget(2);
        assertEquals(2, attempts(budget, Remedy.AGAIN, LOST, 0));
        assertEquals(2, attempts(budget.fresh(), Remedy.AGAIN, LOST, 0));
    }

    @Test
    void eachIsTold() {
        assertEquals(2, attempts(budget(2), Remedy.AGAIN, LOST, 0));
        assertEquals(
                List.of(
                        new Retry("x", 2, Duration.ofNanos(199_800_000), LOST),
                        new Retry("x", 3, Duration.ofNanos(399_600_000), LOST)),
                told);
    }

    private Outage outage(Duration time, boolean fromTheStart) {
        return new Outage(new RetrySettings(5, time, fromTheStart, new BackOff(() -> 0.999), () -> now));
    }

    private Duration waited(Outage outage) {
        long began = now;
        for (long delay = 0; delay >= 0; delay = outage.next(true)) {
            assertTrue(delay <= TimeUnit.SECONDS.toNanos(2), "a server that is back is found soon");
            now += delay;
        }
        return Duration.ofNanos(now - began);
    }

    @Test
    void aServerThatWasNeverThereIsNotWaitedFor() {
        assertEquals(Duration.ZERO, waited(outage(Duration.ofMinutes(2), false)));
        assertEquals(Duration.ofMinutes(2), waited(outage(Duration.ofMinutes(2), true)));
        assertEquals(-1, outage(Duration.ofMinutes(2), true).next(false), "nor is a host that nobody knows");
    }

    @Test
    void aServerThatIsAwayIsWaitedForByTime() {
        Outage outage = outage(Duration.ofMinutes(2), false);
        outage.connected();
        assertEquals(Duration.ofMinutes(2), waited(outage));
        assertEquals(Duration.ZERO, waited(outage), "as nobody answers still");
        assertTrue(outage.over());
        assertEquals(Duration.ofMinutes(2), waited(outage));
    }

    /** What accepts a connection and says nothing is no server that is back. */
    @Test
    void aConnectionAloneDoesNotEndIt() {
        Outage outage = outage(Duration.ofSeconds(10), true);
        outage.next(true);
        now += TimeUnit.SECONDS.toNanos(9);
        outage.connected();
        assertEquals(Duration.ofSeconds(1), waited(outage));
    }

    @Test
    void whenNobodyAskedForLongItBeginsAgain() {
        Outage outage = outage(Duration.ofSeconds(10), true);
        waited(outage);
        now += TimeUnit.SECONDS.toNanos(11);
        assertEquals(Duration.ofSeconds(10), waited(outage));
    }

    @Test
    void withoutTimeOrRetriesNobodyWaits() {
        Outage none = outage(Duration.ZERO, true);
        assertEquals(-1, none.next(true));
        Outage once = new Outage(new RetrySettings(0, Duration.ofMinutes(2), true, new BackOff(() -> 0), () -> now));
        assertEquals(-1, once.next(true));
    }
}
