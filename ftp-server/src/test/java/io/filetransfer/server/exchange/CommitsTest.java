package io.filetransfer.server.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void oneThreadGoesFromCommitToCommit() {
        List<Runnable> started = new ArrayList<>();
        Commits commits = new Commits(started::add);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            commits.execute(done::incrementAndGet);
        }
        assertEquals(1, started.size());
        started.get(0).run();
        assertEquals(10, done.get());
        commits.execute(done::incrementAndGet);
        started.get(started.size() - 1).run();
        assertEquals(11, done.get());
    }

    @Test
    void shortOnesRunWhereTheyAreGivenUntilOneIsNot() {
        List<Runnable> started = new ArrayList<>();
        Commits commits = new Commits(started::add);
        List<String> done = new ArrayList<>();
        // Again, where the machine is so busy that what does nothing takes long.
        while (done.isEmpty()) {
            for (int i = 0; i < 8; i++) {
                commits.execute(() -> {});
            }
            started.forEach(Runnable::run);
            started.clear();
            commits.execute(() -> {
                if (started.isEmpty()) {
                    done.add("here");
                }
            });
            started.forEach(Runnable::run);
            started.clear();
        }
        commits.execute(() -> {
            long slow = System.nanoTime();
            while (System.nanoTime() - slow < 1_000_000) {
                Thread.onSpinWait();
            }
        });
        started.forEach(Runnable::run);
        started.clear();
        commits.execute(() -> done.add("elsewhere"));
        assertEquals(List.of("here"), done);
        started.forEach(Runnable::run);
        assertEquals(List.of("here", "elsewhere"), done);
    }

    /** Each waits for all the others, which would take for ever one after another. */
    @Test
    void slowCommitsRunAtOnceAlsoThoseThatWaitAlready() throws Exception {
        Commits commits = new Commits(threads);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(10);
        CountDownLatch ended = new CountDownLatch(10);
        commits.execute(() -> {
            await(first);
            long slow = System.nanoTime();
            while (System.nanoTime() - slow < TimeUnit.MILLISECONDS.toNanos(20)) {
                Thread.onSpinWait();
            }
        });
        for (int i = 0; i < 10; i++) {
            commits.execute(() -> {
                all.countDown();
                await(all);
                ended.countDown();
            });
        }
        first.countDown();
        assertTrue(ended.await(60, TimeUnit.SECONDS));
    }

    @Test
    void aCommitThatThrowsDoesNotStopTheNext() throws Exception {
        ExecutorService quiet = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((where, thrown) -> {});
            return thread;
        });
        Commits commits = new Commits(quiet);
        CountDownLatch done = new CountDownLatch(1);
        commits.execute(() -> {
            throw new IllegalStateException();
        });
        commits.execute(done::countDown);
        assertTrue(done.await(60, TimeUnit.SECONDS));
        quiet.shutdownNow();
    }

    @Test
    void refusesWhatThePoolDoesNotTake() {
        Commits commits = new Commits(task -> {
            throw new RejectedExecutionException();
        });
        assertThrows(RejectedExecutionException.class, () -> commits.execute(() -> {}));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
