package io.filetransfer.server.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.server.storage.Together;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupSyncTest {
    private final GroupSync group = new GroupSync();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whoComesDuringASyncSharesTheNextOne() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger syncs = new AtomicInteger();
        Future<?> first = threads.submit(() -> {
            group.sync("d", () -> {
                syncs.incrementAndGet();
                firstRuns.countDown();
                Await.open(mayEnd);
            });
            return null;
        });
        Await.open(firstRuns);
        List<Future<?>> others = new ArrayList<>();
        List<Thread> joined = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CountDownLatch started = new CountDownLatch(1);
            others.add(threads.submit(() -> {
                synchronized (joined) {
                    joined.add(Thread.currentThread());
                }
                started.countDown();
                group.sync("d", syncs::incrementAndGet);
                return null;
            }));
            Await.open(started);
        }
        for (Thread thread : joined) {
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        }
        assertEquals(1, syncs.get());
        mayEnd.countDown();
        first.get(10, TimeUnit.SECONDS);
        for (Future<?> other : others) {
            other.get(10, TimeUnit.SECONDS);
        }
        assertEquals(2, syncs.get());
    }

    @Test
    void differentThingsDoNotWaitForEachOther() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Future<?> stuck = threads.submit(() -> {
            group.sync("d", () -> {
                runs.countDown();
                Await.open(mayEnd);
            });
            return null;
        });
        Await.open(runs);
        AtomicInteger syncs = new AtomicInteger();
        group.sync("e", syncs::incrementAndGet);
        assertEquals(1, syncs.get());
        mayEnd.countDown();
        stuck.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFailureFailsAllOfItsGroupAndNobodyElse() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Future<?> first = threads.submit(() -> {
            group.sync("d", () -> {
                runs.countDown();
                Await.open(mayEnd);
            });
            return null;
        });
        Await.open(runs);
        AtomicInteger syncs = new AtomicInteger();
        List<Thread> joined = new ArrayList<>();
        List<Future<?>> failing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CountDownLatch started = new CountDownLatch(1);
            failing.add(threads.submit(() -> {
                joined.add(Thread.currentThread());
                started.countDown();
                group.sync("d", () -> {
                    syncs.incrementAndGet();
                    throw new IOException("broken");
                });
                return null;
            }));
            Await.open(started);
        }
        for (Thread thread : joined) {
            Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
        }
        mayEnd.countDown();
        first.get(10, TimeUnit.SECONDS);
        for (Future<?> failed : failing) {
            assertTrue(
                    assertThrows(Exception.class, () -> failed.get(10, TimeUnit.SECONDS))
                                    .getCause()
                            instanceof IOException);
        }
        assertEquals(1, syncs.get());
        group.sync("d", syncs::incrementAndGet);
        assertEquals(2, syncs.get());
    }

    /** Each change is counted before its sync is asked for; every sync covers what was counted when it began. */
    @Test
    void everySyncBeginsAfterTheChangesThatItAnswersFor() throws Exception {
        AtomicLong changes = new AtomicLong();
        AtomicLong covered = new AtomicLong();
        AtomicInteger syncs = new AtomicInteger();
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(() -> {
                for (int k = 0; k < 500; k++) {
                    long mine = changes.incrementAndGet();
                    group.sync("d", () -> {
                        long seen = changes.get();
                        syncs.incrementAndGet();
                        Thread.yield();
                        covered.accumulateAndGet(seen, Math::max);
                    });
                    assertTrue(covered.get() >= mine);
                }
                return null;
            });
        }
        Together.run(calls);
        assertTrue(syncs.get() < 16 * 500, "nothing was shared");
    }
}
