package io.filetransfer.server.exchange;

import io.netty.util.concurrent.EventExecutor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Brings what came of a connection's requests from disk threads to the event loop. To wake the loop costs more than to
 * read a small file, and so does a write to the socket: while others are under way, what is there waits a moment for
 * them. Any thread.
 */
public final class Arrivals {
    /** Not noticed by anybody, and long enough for several small files. */
    private static final long MOMENT_NANOS = 150_000;

    /** Enough for one write to the socket. */
    private static final int ENOUGH = 16;

    private final EventExecutor loop;
    private final IntSupplier underWay;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** @param underWay requests from which something may come soon, those included of which it waits here; asked on the loop */
    public Arrivals(EventExecutor loop, IntSupplier underWay) {
        this.loop = loop;
        this.underWay = underWay;
    }

    /** @return false if the loop has ended; the task is not run then */
    public boolean bring(Runnable task) {
        waiting.add(task);
        int now = count.incrementAndGet();
        if (now != 1 && now != ENOUGH) {
            return true;
        }
        try {
            loop.execute(now == 1 ? this::takeSoon : this::take);
            return true;
        } catch (RejectedExecutionException e) {
            boolean kept = !waiting.remove(task);
            take(); // the loop and all it served have ended: what others brought meanwhile lets go of what it holds
            return kept;
        }
    }

    private void takeSoon() {
        if (count.get() < Math.min(ENOUGH, underWay.getAsInt())) {
            loop.schedule(this::take, MOMENT_NANOS, TimeUnit.NANOSECONDS);
        } else {
            take();
        }
    }

    /** Takes what waits now. On the loop, or when it has ended. */
    public void take() {
        int left = count.getAndSet(0);
        try {
            while (left > 0) {
                left--;
                Runnable task = waiting.poll();
                if (task != null) {
                    task.run();
                }
            }
        } finally {
            if (left > 0) { // one has failed: the others are not to wait for the next that comes
                count.addAndGet(left);
                loop.execute(this::take);
            }
        }
    }
}
