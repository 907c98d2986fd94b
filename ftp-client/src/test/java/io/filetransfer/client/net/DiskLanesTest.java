package io.filetransfer.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiskLanesTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Queue<Runnable> disk = new ArrayDeque<>();
    private final DiskLanes.Lane lane = new DiskLanes(channel.eventLoop(), disk::add).lane();
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** What is handed over by the loop, which here is whoever runs its tasks. */
    private void work(String name) {
        lane.execute(() -> {
            done.add(name);
            lane.afterwards(() -> done.add("end of " + name));
        });
    }

    private void turn() {
        channel.runPendingTasks();
    }

    @Test
    void aTurnOfTheLoopIsOnePieceOfDiskWork() {
        work("a");
        work("b");
        assertEquals(0, disk.size());
        turn();
        assertEquals(1, disk.size());
        disk.remove().run();
        assertEquals(List.of("a", "b", "end of a", "end of b"), done);
    }

    @Test
    void whatComesMeanwhileFollows() {
        work("a");
        turn();
        work("b");
        turn();
        assertEquals(1, disk.size(), "a lane runs its work in order");
        disk.remove().run();
        assertEquals(List.of("a", "end of a", "b", "end of b"), done);
    }

    @Test
    void whatThrowsKeepsNothingFromTheOthers() {
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        List<Throwable> thrown = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, cause) -> thrown.add(cause));
        try {
            lane.execute(() -> {
                throw new IllegalStateException("work");
            });
            lane.execute(() -> lane.afterwards(() -> {
                throw new IllegalStateException("end");
            }));
            work("a");
            turn();
            disk.remove().run();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertEquals(List.of("a", "end of a"), done);
        assertEquals(2, thrown.size());
    }

    @Test
    void elsewhereAnEndIsToldAtOnce() {
        lane.afterwards(() -> done.add("end"));
        assertEquals(List.of("end"), done);
    }

    @Test
    void manyEndsAreNotWaitedFor() {
        for (int i = 0; i < 40; i++) {
            work("w" + i);
        }
        turn();
        disk.remove().run();
        assertEquals("end of w0", done.get(32));
        assertEquals(80, done.size());
    }
}
