package io.filetransfer.client.cli;

import io.filetransfer.client.Progress;
import io.filetransfer.client.work.InFlight;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;

/**
 * Keeps several pieces of work in flight, so that many small files do not wait for as many round trips, and
 * reports them in order. What waits is bounded twice: by requests in flight, and by ended work behind a slow one.
 */
final class Batch {
    static final int IN_FLIGHT = 64;
    static final int UNREPORTED = 4096;

    private final InFlight<CommandItem<?>> inFlight = new InFlight<>(work -> {});
    /** Of this object's lock, as all up to the end. */
    private final ArrayDeque<CommandItem<?>> unreported = new ArrayDeque<>();

    private int expected;
    private int reported;
    private long reportedBytes;

    synchronized void expect(int works) {
        expected = works;
    }

    /** @throws CancellationException once {@link #cancel} was called */
    void add(CommandItem<?> work, Report report) {
        reportEnded(report);
        while (inFlight.count() >= IN_FLIGHT || waiting() >= UNREPORTED) {
            await();
            reportEnded(report);
        }
        synchronized (this) {
            unreported.add(work);
        }
        inFlight.begin(work);
    }

    /**
     * Waits for all so far, and reports them.
     *
     * @throws CancellationException once {@link #cancel} was called
     */
    void finish(Report report) {
        reportEnded(report);
        while (waiting() > 0) {
            await();
            reportEnded(report);
        }
    }

    /** Ends everything early; whoever waits here learns it by an exception. */
    void cancel() {
        inFlight.cancel();
    }

    /** How far all of it is, for the display. How much it is in all is known once the last of it has begun. */
    ProgressState state() {
        CommandItem<?>[] works;
        int done;
        int all;
        long bytes;
        synchronized (this) {
            works = unreported.toArray(new CommandItem<?>[0]);
            done = reported;
            all = Math.max(expected, reported + works.length);
            bytes = reportedBytes;
        }
        boolean known = done + works.length == all;
        long total = bytes;
        String name = "";
        for (CommandItem<?> work : works) {
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
        inFlight.takeEnded();
        for (CommandItem<?> work = takeHead(); work != null; work = takeHead()) {
            work.tell(report);
        }
    }

    /** The first that is not reported, if it has ended; null otherwise. */
    private synchronized CommandItem<?> takeHead() {
        CommandItem<?> head = unreported.peek();
        if (head == null || !head.hasEnded()) {
            return null;
        }
        Progress progress = head.progress();
        reported++;
        reportedBytes += progress == null ? 0 : progress.bytes();
        return unreported.remove();
    }

    private synchronized int waiting() {
        return unreported.size();
    }

    private void await() {
        try {
            inFlight.await(1);
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }
}
