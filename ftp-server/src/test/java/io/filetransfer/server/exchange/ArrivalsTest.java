package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Integer> taken = new ArrayList<>();
    private int underWay;
    private final Arrivals arrivals = new Arrivals(channel.eventLoop(), () -> underWay);

    ArrivalsTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void bring(int first, int last) {
        for (int i = first; i <= last; i++) {
            int number = i;
            assertTrue(arrivals.bring(() -> taken.add(number)));
        }
        channel.runPendingTasks();
    }

    @Test
    void theOnlyOneIsTakenAtOnce() {
        underWay = 1;
        bring(0, 0);
        assertEquals(List.of(0), taken);
    }

    @Test
    void whatIsThereWaitsAMomentForOthers() {
        underWay = 3;
        bring(0, 1);
        assertEquals(List.of(), taken);
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertEquals(List.of(0, 1), taken);
        underWay = 1;
        bring(2, 2);
        assertEquals(List.of(0, 1, 2), taken);
    }

    @Test
    void manyAreTakenWithoutWaiting() {
        underWay = 100;
        bring(0, 0);
        bring(1, 15);
        assertEquals(16, taken.size());
        bring(16, 16);
        assertEquals(16, taken.size());
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertEquals(17, taken.size());
    }

    /** As when the connection is lost: nothing waits for a loop that may end. */
    @Test
    void whatWaitsIsTakenWhenItMust() {
        underWay = 3;
        bring(0, 1);
        arrivals.take();
        assertEquals(List.of(0, 1), taken);
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertEquals(2, taken.size());
    }

    @Test
    void oneThatFailsKeepsNoOtherWaiting() throws Exception {
        EventExecutor loop = new DefaultEventExecutor();
        List<Integer> there = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(1);
        loop.execute(() -> Await.open(all));
        Arrivals busy = new Arrivals(loop, () -> 3);
        busy.bring(() -> {
            throw new IllegalStateException("as a test wants it");
        });
        busy.bring(() -> there.add(1));
        busy.bring(() -> there.add(2));
        all.countDown();
        Await.until("the others", () -> there.equals(List.of(1, 2)));
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
    }

    @Test
    void aLoopThatHasEndedTakesNothing() throws Exception {
        EventExecutor ended = new DefaultEventExecutor();
        Arrivals late = new Arrivals(ended, () -> 1);
        ended.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
        for (int i = 0; i < 3; i++) {
            assertFalse(late.bring(() -> taken.add(0)));
        }
        assertEquals(List.of(), taken);
    }

    @Test
    void whereAllAreThereNobodyIsWaitedFor() {
        underWay = 2;
        bring(0, 1);
        assertEquals(List.of(0, 1), taken);
    }
}
