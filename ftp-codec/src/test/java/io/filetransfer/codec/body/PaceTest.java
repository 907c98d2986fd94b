package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final EmbeddedChannel clock = new EmbeddedChannel();
    private long rate = 64_000;
    private final RateLimit limit;
    private final List<Boolean> held = new ArrayList<>();
    private final Pace pace;

    PaceTest() {
        clock.freezeTime();
        limit = new RateLimit(() -> rate, () -> 0, clock.eventLoop());
        pace = new Pace(limit, () -> "a", clock.eventLoop(), held::add);
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            clock.runScheduledPendingTasks();
            clock.runPendingTasks();
        }
    }

    @Test
    void whatGoesOutWaitsAndIsAskedForAgain() {
        assertTrue(pace.admits(8000));
        assertFalse(pace.admits(6400));
        assertFalse(pace.admits(6400));
        assertTrue(pace.admits(0), "frames without content do not wait");
        assertEquals(List.of(true), held);
        pass(2);
        assertEquals(List.of(true, false), held);
        assertTrue(pace.admits(6400), "it is paid");
        assertFalse(pace.admits(6400));
    }

    @Test
    void smallOnesPayForSeveralAtOnceAndHaveTheRestBack() {
        for (int i = 0; i < 10; i++) {
            assertTrue(pace.admits(100));
        }
        Pace other = new Pace(limit, () -> "a", clock.eventLoop(), held::add);
        assertTrue(other.admits(7001), "1000 of 8000 are taken");
        assertFalse(other.admits(1));
        other.close();
        pace.moved(1);
        pace.close();
        pass(1);
        assertTrue(new Pace(limit, () -> "a", clock.eventLoop(), held::add).admits(64));
    }

    @Test
    void whatWasPaidAndDroppedIsUsedByWhatComesInstead() {
        assertTrue(pace.admits(8000));
        assertFalse(pace.admits(6400));
        pass(2);
        assertTrue(pace.admits(400));
        assertTrue(pace.admits(6000));
        assertFalse(pace.admits(1));
    }

    @Test
    void whatCameInIsMadeUpFor() {
        pace.moved(8000);
        assertFalse(pace.isHeld());
        pace.moved(6400);
        pace.moved(6400);
        assertTrue(pace.isHeld());
        assertEquals(0, pace.room());
        pass(2);
        assertTrue(pace.isHeld(), "what came while it was held is not paid");
        pass(110);
        assertFalse(pace.isHeld());
        assertEquals(List.of(true, false), held);
        assertEquals(1000, pace.room());
        assertTrue(pace.heldNanos() > TimeUnit.MILLISECONDS.toNanos(90));
    }

    @Test
    void noMoreIsReadAtOnceThanGoesAtOnce() {
        ReadSizer sizer = new ReadSizer(new MemoryBudget(1 << 30));
        var reads = sizer.newHandle();
        sizer.pace(pace);
        assertEquals(512, reads.guess());
        rate = 5;
        assertEquals(4, reads.guess());
        rate = 1;
        assertEquals(1, reads.guess());
        rate = 0;
        assertTrue(reads.guess() > 1000);
    }

    @Test
    void withoutALimitNothingIsCounted() {
        rate = 0;
        pace.moved(1L << 50);
        assertTrue(pace.admits(1L << 50));
        assertEquals(Integer.MAX_VALUE, pace.room());
        rate = 64_000;
        assertTrue(pace.admits(1));
        assertEquals(List.of(), held);
        Pace.FREE.moved(1);
        assertTrue(Pace.FREE.admits(1));
    }

    @Test
    void whoIsGoneIsNotTold() {
        pace.moved(8000);
        pace.moved(6400);
        pace.close();
        pass(1000);
        assertEquals(List.of(true), held);
        assertTrue(pace.admits(1), "nothing waits any more");
    }
}
