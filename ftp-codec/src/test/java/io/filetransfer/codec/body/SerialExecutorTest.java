package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private final Steps pool = new Steps();
    private final SerialExecutor lane = new SerialExecutor(pool);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void oneAfterTheOtherInOrder() {
        for (int i = 0; i < 10; i++) {
            int number = i;
            lane.execute(() -> ran.add(number));
        }
        assertEquals(1, pool.waiting());
        pool.runAll();
        assertEquals(IntStream.range(0, 10).boxed().toList(), ran);
    }

    @Test
    void longQueuesLetOthersHaveTheThread() {
        for (int i = 0; i < 200; i++) {
            lane.execute(() -> ran.add(0));
        }
        assertTrue(pool.runOne());
        assertTrue(ran.size() < 200);
        pool.runAll();
        assertEquals(200, ran.size());
    }

    @Test
    void aTaskMayAddAnother() {
        lane.execute(() -> lane.execute(() -> ran.add(2)));
        lane.execute(() -> ran.add(1));
        pool.runAll();
        assertEquals(List.of(1, 2), ran);
    }

    @Test
    void aTaskThatFailsDoesNotStopTheOthers() {
        List<Throwable> uncaught = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        try {
            lane.execute(() -> {
                throw new IllegalStateException("a bug");
            });
            lane.execute(() -> ran.add(1));
            pool.runAll();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertEquals(1, uncaught.size());
        assertEquals(List.of(1), ran);
    }

    @Test
    void whatIsRejectedIsNotRunAndWhatWasAcceptedIs() {
        for (int i = 0; i < 100; i++) {
            lane.execute(() -> ran.add(0));
        }
        pool.close();
        pool.runAll();
        assertEquals(100, ran.size());
        assertThrows(RejectedExecutionException.class, () -> lane.execute(() -> ran.add(1)));
        assertFalse(ran.contains(1));
    }

    @Test
    void neverTwoAtOnce() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        SerialExecutor shared = new SerialExecutor(threads);
        AtomicBoolean inside = new AtomicBoolean();
        List<String> overlaps = new ArrayList<>();
        int[] count = new int[1];
        for (int i = 0; i < 20_000; i++) {
            shared.execute(() -> {
                if (!inside.compareAndSet(false, true)) {
                    overlaps.add("overlap");
                }
                count[0]++;
                inside.set(false);
            });
        }
        shared.execute(threads::shutdown);
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(List.of(), overlaps);
        assertEquals(20_000, count[0]);
    }

    /** One thread finds the pool closed; meanwhile another has left a task in its care. */
    @Test
    void whatOthersHandedOverIsRunThoughThePoolTakesNoMore() {
        List<String> ran = new ArrayList<>();
        SerialExecutor[] serial = new SerialExecutor[1];
        serial[0] = new SerialExecutor(task -> {
            serial[0].execute(() -> ran.add("other"));
            throw new RejectedExecutionException("closed");
        });
        assertThrows(RejectedExecutionException.class, () -> serial[0].execute(() -> ran.add("rejected")));
        assertEquals(List.of("other"), ran);
    }
}
