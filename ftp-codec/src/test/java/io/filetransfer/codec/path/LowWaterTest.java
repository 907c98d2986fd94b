package io.filetransfer.codec.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For how many bytes a loop is woken, by a clock of the test's own. */
class LowWaterTest {
    private final List<Integer> set = new ArrayList<>();
    private int coming;
    private final EmbeddedChannel channel = new EmbeddedChannel(new LowWater(() -> coming, set::add));

    @BeforeEach
    void freeze() {
        channel.freezeTime();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void read(int micros) {
        channel.advanceTimeBy(micros, TimeUnit.MICROSECONDS);
        channel.pipeline().fireChannelReadComplete();
    }

    private int last() {
        return set.get(set.size() - 1);
    }

    @Test
    void packetsThatComeOneByOneAreGathered() {
        coming = 1 << 20;
        for (int i = 0; i < 10; i++) {
            read(100);
        }
        assertEquals(List.of(8 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10), set);
    }

    @Test
    void neverMoreThanCertainlyComes() {
        coming = 1 << 20;
        for (int i = 0; i < 10; i++) {
            read(100);
        }
        for (coming = 1 << 20; coming > 0; coming -= 1000) {
            read(100);
            assertTrue(last() == 1 || last() <= coming, () -> last() + " of " + coming);
        }
        assertEquals(1, last());
    }

    @Test
    void littleContentIsNoReason() {
        coming = LowWater.LEAST - 1;
        read(100);
        read(100);
        assertEquals(List.of(), set);
    }

    @Test
    void slowContentIsNotWaitedForLong() {
        coming = 1 << 20;
        for (int i = 0; i < 10; i++) {
            read(100);
        }
        for (int i = 0; i < 10; i++) {
            read(11_000);
        }
        assertEquals(LowWater.LEAST, last());
    }

    @Test
    void whatLiesThereIsTakenWhenNothingFollows() {
        coming = 1 << 20;
        read(100);
        assertEquals(LowWater.LEAST, last());
        pass(50);
        assertEquals(1, last());
        int calls = set.size();
        pass(1000);
        assertEquals(calls, set.size());
        read(100);
        assertEquals(LowWater.LEAST, last());
    }

    private void pass(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void nothingIsSetOnceItIsClosed() {
        coming = 1 << 20;
        read(100);
        channel.close();
        int calls = set.size();
        pass(100);
        channel.pipeline().fireChannelReadComplete();
        assertEquals(calls, set.size());
    }
}
