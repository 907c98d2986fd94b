package io.filetransfer.client.work;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Work that has begun and was not dealt with yet. One thread owns it: it begins work, waits, and is handed back what has
 * ended, in the order in which it ends. How much may be in flight is the owner's to decide.
 */
public final class InFlight<W extends Work<?>> {
    /** How late an end may be dealt with when nothing else wakes the owner. */
    private static final long LATEST_MILLIS = 50;

    private final Consumer<? super W> whenEnded;

    private final Object lock = new Object();
    /** Of the lock, as all up to the next empty line. */
    private final Set<W> running = new LinkedHashSet<>();

    private ArrayDeque<W> ended = new ArrayDeque<>();
    private int wakeAt = Integer.MAX_VALUE;

    /** Of the owner. */
    private ArrayDeque<W> handed = new ArrayDeque<>();

    private int count;

    private volatile boolean cancelled;
    private volatile int endedCount;

    /** @param whenEnded is given each that has ended, by the owner's thread; may begin others */
    public InFlight(Consumer<? super W> whenEnded) {
        this.whenEnded = whenEnded;
    }

    /** @throws CancellationException once {@link #cancel} was called */
    public void begin(W work) {
        synchronized (lock) {
            checkCancelled();
            running.add(work);
        }
        count++;
        work.begin(end -> ended(work));
    }

    /** How many have begun and were not handed back. The owner's thread. */
    public int count() {
        return count;
    }

    /** How many have ended and were not handed back. */
    public int endedCount() {
        return endedCount;
    }

    /**
     * Hands back what has ended; does not wait.
     *
     * @throws CancellationException once {@link #cancel} was called
     */
    public void takeEnded() {
        checkCancelled();
        synchronized (lock) {
            ArrayDeque<W> free = handed;
            handed = ended;
            ended = free;
            endedCount = 0;
            handed.forEach(running::remove);
        }
        for (W work = handed.poll(); work != null; work = handed.poll()) {
            count--;
            whenEnded.accept(work);
        }
    }

    /**
     * Waits until so many have ended that were not handed back, or some have for some time; hands them back.
     *
     * @throws CancellationException once {@link #cancel} was called
     */
    public void await(int ends) throws InterruptedException {
        synchronized (lock) {
            checkCancelled();
            if (ended.isEmpty() || ended.size() < ends) {
                wakeAt = ends;
                lock.wait(LATEST_MILLIS);
                wakeAt = Integer.MAX_VALUE;
            }
        }
        takeEnded();
    }

    /** Ends everything early; whoever waits here learns it by an exception. Any thread. */
    public void cancel() {
        List<W> works;
        synchronized (lock) {
            cancelled = true;
            works = List.copyOf(running);
            lock.notifyAll();
        }
        works.forEach(Work::cancel);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public void checkCancelled() {
        if (cancelled) {
            throw new CancellationException("The transfer was cancelled");
        }
    }

    /** Waits, after a cancel, until nothing is under way any more. */
    public void awaitEnd() {
        boolean interrupted = false;
        synchronized (lock) {
            while (ended.size() < running.size()) {
                wakeAt = 1;
                try {
                    lock.wait(LATEST_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at what has begun and was not handed back, none of which is handed back meanwhile. Any thread. */
    public void each(Consumer<? super W> look) {
        synchronized (lock) {
            running.forEach(look);
        }
    }

    private void ended(W work) {
        synchronized (lock) {
            ended.add(work);
            endedCount = ended.size();
            if (ended.size() >= wakeAt) {
                lock.notifyAll();
            }
        }
    }
}
