package io.filetransfer.client.cli;

import io.filetransfer.client.Progress;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;

/**
 * Keeps several pieces of work that the command line names in flight, so that many small files do not wait for as many round trips, and
 * reports them in order. What waits is bounded twice: by requests in flight, and by ended work behind a slow one.
 */
final class Batch {
    static final int IN_FLIGHT = 64;
    static final int UNREPORTED = 4096;

    private final ArrayDeque<Work<?>> unreported = new ArrayDeque<>();
    private int inFlight;
    private int expected;
    private int reported;
    private long reportedBytes;
    private boolean cancelled;

    synchronized void expect(int works) {
        expected = works;
    }

    /** @throws CancellationException once {@link #cancel} was called */
    void add(Work<?> work, Report report) {
        while (true) {
            reportEnded(report);
            synchronized (this) {
                if (hasRoom()) {
                    unreported.add(work);
                    inFlight++;
                    break;
                }
                // An end between the report and here has made room, or is at the head: both end the waiting.
                while (!hasRoom() && !headHasEnded()) {
                    await();
                }
            }
        }
        work.begin(this);
    }

    /** Waits for all so far, and reports them. */
    void finish(Report report) {
        while (true) {
            reportEnded(report);
            synchronized (this) {
                if (unreported.isEmpty()) {
                    return;
                }
                while (!headHasEnded()) {
                    await();
                }
            }
        }
    }

    /** Ends everything early; whoever waits here learns it by an exception. */
    void cancel() {
        Work<?>[] works;
        synchronized (this) {
            cancelled = true;
            works = unreported.toArray(new Work<?>[0]);
            notifyAll();
        }
        for (Work<?> work : works) {
            work.cancel();
        }
    }

    synchronized void ended() {
        inFlight--;
        notifyAll();
    }

    /** How far all of it is, for the display. How much it is in all is known once the last of it has begun. */
    ProgressState state() {
        Work<?>[] works;
        int done;
        int all;
        long bytes;
        synchronized (this) {
            works = unreported.toArray(new Work<?>[0]);
            done = reported;
            all = Math.max(expected, reported + works.length);
            bytes = reportedBytes;
        }
        boolean known = done + works.length == all;
        long total = bytes;
        String name = "";
        for (Work<?> work : works) {
            boolean ended = work.hasEnded();
            done += ended ? 1 : 0;
            name = ended || !name.isEmpty() ? name : work.name;
            Progress progress = work.progress();
            long moved = progress == null ? 0 : progress.bytes();
            bytes += moved;
            total += ended || progress == null ? moved : progress.total();
            known &= ended || progress != null && progress.total() >= 0;
        }
        return new ProgressState(name, done, all, bytes, known ? total : -1, false);
    }

    private void reportEnded(Report report) {
        while (true) {
            Work<?> work;
            synchronized (this) {
                if (cancelled) {
                    throw new CancellationException();
                }
                if (!headHasEnded()) {
                    return;
                }
                work = unreported.remove();
                Progress progress = work.progress();
                reported++;
                reportedBytes += progress == null ? 0 : progress.bytes();
            }
            work.report(report);
        }
    }

    private boolean hasRoom() {
        return inFlight < IN_FLIGHT && unreported.size() < UNREPORTED;
    }

    private boolean headHasEnded() {
        Work<?> head = unreported.peek();
        return head != null && head.hasEnded();
    }

    private void await() {
        if (cancelled) {
            throw new CancellationException();
        }
        try {
            wait();
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
        if (cancelled) {
            throw new CancellationException();
        }
    }
}
