package io.filetransfer.client.net;

import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.body.SerialExecutor;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Disk work of small files, many at a time: what one turn of the event loop hands over wakes one disk thread once, and what
 * came of it is told when that is done, so that threads do not wake each other for each file. As many lanes are used as the
 * disk is slow, and none that is stuck. Any thread.
 */
public final class DiskLanes {
    private static final int MOST = 4;

    /** What a piece of work takes that does not wait: for each such time that it takes longer, one more lane is used. */
    private static final long QUICK_NANOS = 300_000;

    /** A lane whose work takes this long is left alone. */
    private static final long STUCK_NANOS = 20_000_000;

    /** What came of so much work is told, though there is more to do. */
    private static final int TOGETHER = 32;

    private final EventLoop loop;
    private final Lane[] lanes = new Lane[MOST];
    private final AtomicInteger given = new AtomicInteger();
    /** Weighed to the later ones. */
    private volatile long usualNanos;

    public DiskLanes(EventLoop loop, Executor disk) {
        this.loop = loop;
        for (int i = 0; i < MOST; i++) {
            lanes[i] = new Lane(new SerialExecutor(disk));
        }
    }

    /** One for all the work of a file. */
    public Lane lane() {
        int used = (int) Math.min(MOST, 1 + usualNanos / QUICK_NANOS);
        int first = used == 1 ? 0 : Math.floorMod(given.getAndIncrement(), used);
        long now = System.nanoTime();
        for (int i = 0; i < MOST; i++) {
            Lane lane = lanes[(first + i) % MOST];
            if (!lane.isStuck(now)) {
                return lane;
            }
        }
        return lanes[first];
    }

    /** What another lane says at the same moment may be lost. */
    private void took(long nanos) {
        long usual = usualNanos;
        usualNanos = usual + (nanos - usual) / 16;
    }

    /** Runs work in its order. */
    public final class Lane implements Executor {
        private final SerialExecutor disk;
        /** What this turn of the event loop has brought; the loop's. */
        private List<Runnable> turn = new ArrayList<>();

        /** When the present work began; 0 for none. */
        private volatile long busySince;

        private volatile Thread runner;
        /** Of the runner. */
        private final List<Runnable> ends = new ArrayList<>();

        private Lane(SerialExecutor disk) {
            this.disk = disk;
        }

        /** @throws RejectedExecutionException if the disk threads take no more work; not where that turns out later */
        @Override
        public void execute(Runnable work) {
            if (!loop.inEventLoop()) {
                disk.execute(() -> run(List.of(work)));
                return;
            }
            turn.add(work);
            if (turn.size() == 1) {
                loop.execute(this::handOver);
            }
        }

        private void handOver() {
            List<Runnable> work = turn;
            turn = new ArrayList<>(work.size());
            try {
                disk.execute(() -> run(work));
            } catch (RejectedExecutionException e) {
                ClientLog.debug("Disk work came after the client was closed", e);
                run(work); // what was accepted is still done
            }
        }

        /** Of the work that runs now: tells what came of it, soon, with what came of other work. Elsewhere at once. */
        public void afterwards(Runnable end) {
            if (Thread.currentThread() == runner) {
                ends.add(end);
            } else {
                end.run();
            }
        }

        private void run(List<Runnable> work) {
            runner = Thread.currentThread();
            long begun = System.nanoTime();
            for (Runnable each : work) {
                busySince = begun;
                attempt(each);
                long now = System.nanoTime();
                took(now - begun);
                begun = now;
                if (ends.size() >= TOGETHER) {
                    tellEnds();
                }
            }
            busySince = 0;
            tellEnds();
            runner = null;
        }

        private void tellEnds() {
            ends.forEach(this::attempt);
            ends.clear();
        }

        private void attempt(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }

        private boolean isStuck(long now) {
            long since = busySince;
            return since != 0 && now - since > STUCK_NANOS;
        }
    }
}
