package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.TransferResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A tree at work. Its thread finds what is to be done, keeps a bounded number of requests in flight, and tells the listener
 * of their ends as they come.
 *
 * <p>Large files begin as soon as they are found, the largest first when there are several, and small ones flow around them:
 * while more may be found, one connection stays free of large ones. What waits is bounded: by requests in flight, and by
 * large files that have not begun; then nothing more is looked for.
 */
abstract class TreeRun implements Runnable {
    /** Requests for small things under way: enough for a round trip, few enough to leave room for other transfers. */
    static final int IN_FLIGHT = 64;

    /** A file of this size is worth a connection of its own. */
    static final long LARGE = 1 << 20;

    /** Large files that wait. */
    static final int WAITING = 1024;

    /** Ends that are told together when there is no hurry. */
    private static final int TOGETHER = IN_FLIGHT / 4;

    /** How late an end may be told when nothing else wakes the thread. */
    private static final long LATEST_MILLIS = 50;

    private static final int NAMES = 8;

    final FileTransferClient client;
    final TreeTally tally = new TreeTally();
    private final TreeListener listener;
    private final CompletableFuture<TreeSummary> future = new CompletableFuture<>();
    private final int connections;

    private final Object lock = new Object();
    /** Of the lock, as all up to the next empty line. */
    private final Set<TreeItem<?>> running = new LinkedHashSet<>();

    private ArrayDeque<TreeItem<?>> ended = new ArrayDeque<>();
    private int wakeAt = Integer.MAX_VALUE;
    private long bytesShown;

    /** Of the tree's thread, as all up to the next empty line. */
    private final PriorityQueue<TreeItem<?>> large = new PriorityQueue<>(
            Comparator.comparingLong((TreeItem<?> item) -> item.entry.size()).reversed());

    private ArrayDeque<TreeItem<?>> telling = new ArrayDeque<>();
    private boolean feeding = true;
    private int inFlight;
    private int largeInFlight;

    private volatile boolean scanning = true;
    private volatile boolean cancelled;
    private volatile int endedCount;

    TreeRun(FileTransferClient client, TreeListener listener) {
        this.client = client;
        this.listener = listener;
        this.connections = client.config().maxConnections();
    }

    /** Finds and submits all there is to do. */
    abstract void work() throws InterruptedException;

    @Override
    public final void run() {
        try {
            work();
            scanEnded();
            awaitAll();
        } catch (Throwable e) {
            abort(e instanceof InterruptedException ? new CancellationException() : e);
            return;
        }
        future.complete(tally.summary());
    }

    final CompletableFuture<TreeSummary> future() {
        return future;
    }

    final boolean isCancelled() {
        return cancelled;
    }

    /** One more file; by one thread at a time. */
    final void found(long bytes) {
        tally.found(bytes);
    }

    /** An entry was seen, of which nobody knows yet whether there is something to do. Any thread. */
    final void listed() {
        tally.listed();
    }

    /** All that there is has been found. Any thread. */
    final void scanEnded() {
        scanning = false;
    }

    /** Starts an item as soon as there is room for it. */
    final void submit(TreeItem<?> item) throws InterruptedException {
        if (item.entry.size() >= LARGE && item.isFile()) {
            while (large.size() >= WAITING) {
                await(1);
            }
            large.add(item);
            beginLarge();
        } else {
            while (inFlight - largeInFlight >= IN_FLIGHT) {
                await(IN_FLIGHT / 2);
            }
            inFlight++;
            begin(item);
        }
        if (endedCount >= TOGETHER) {
            tellEnded();
        }
    }

    /** Tells what has ended; for who waits for something else. */
    final void tellEnded() {
        checkCancelled();
        synchronized (lock) {
            ArrayDeque<TreeItem<?>> free = telling;
            telling = ended;
            ended = free;
            endedCount = 0;
            telling.forEach(running::remove);
        }
        for (TreeItem<?> item = telling.poll(); item != null; item = telling.poll()) {
            inFlight--;
            if (isLarge(item)) {
                largeInFlight--;
            }
            if (item.isFile()) {
                tally.fileEnded();
            }
            item.tell();
        }
        beginLarge();
    }

    /** Waits until all that was submitted has ended, and tells it. */
    final void awaitAll() throws InterruptedException {
        feeding = false;
        tellEnded();
        while (inFlight > 0) {
            await(inFlight);
        }
        feeding = true;
    }

    final void completed(TreeEntry entry, TransferResult result) {
        tally.completed(result);
        listener.completed(entry, result);
    }

    final void failed(TreeEntry entry, Throwable cause) {
        tally.failed(cause);
        listener.failed(entry, cause);
    }

    /** How many entries have failed so far. */
    final long failures() {
        return tally.failures();
    }

    final void skipped(TreeEntry entry, String reason) {
        tally.skipped();
        listener.skipped(entry, reason);
    }

    /** What only the target has, and what a limit keeps there. */
    final void undeleted(long entries) {
        tally.undeleted(entries);
    }

    final void changed(TreeChange.Action action, TreeEntry entry, String from) {
        tally.changed();
        listener.changed(new TreeChange(action, entry, from));
    }

    /** An item has ended. Any thread. */
    final void ended(TreeItem<?> item) {
        synchronized (lock) {
            ended.add(item);
            endedCount = ended.size();
            if (ended.size() >= wakeAt) {
                lock.notifyAll();
            }
        }
    }

    final void cancel() {
        cancelled = true;
        synchronized (lock) {
            lock.notifyAll();
        }
        cancelRunning();
    }

    /** Somebody looks at the progress, perhaps not for the first time. Any thread. */
    void progressWanted() {}

    final boolean isScanning() {
        return scanning;
    }

    final TreeProgress progress() {
        progressWanted();
        List<String> current = new ArrayList<>(NAMES);
        long bytes;
        synchronized (lock) {
            bytes = tally.bytes();
            for (TreeItem<?> item : running) {
                bytes += item.isFile() ? item.bytes() : 0;
                if (current.size() < NAMES && !ended.contains(item)) {
                    current.add(item.entry.path());
                }
            }
            bytes = Math.max(bytes, bytesShown); // what has ended is counted a moment after it is no longer running
            bytesShown = bytes;
        }
        return tally.progress(bytes, scanning, current);
    }

    private static boolean isLarge(TreeItem<?> item) {
        return item.entry.size() >= LARGE && item.isFile();
    }

    private void beginLarge() {
        int most = feeding ? Math.max(1, connections - 1) : connections;
        while (largeInFlight < most && !large.isEmpty()) {
            largeInFlight++;
            inFlight++;
            begin(large.poll());
        }
    }

    private void begin(TreeItem<?> item) {
        checkCancelled();
        synchronized (lock) {
            running.add(item);
        }
        item.begin();
    }

    /** Waits until so many have ended that were not told, or some have for some time; tells them. */
    private void await(int ends) throws InterruptedException {
        checkCancelled();
        synchronized (lock) {
            if (ended.isEmpty() || ended.size() < ends) {
                wakeAt = ends;
                lock.wait(LATEST_MILLIS);
                wakeAt = Integer.MAX_VALUE;
            }
        }
        tellEnded();
    }

    final void checkCancelled() {
        if (cancelled) {
            throw new CancellationException("The transfer was cancelled");
        }
    }

    /** Ends everything early, and waits for that: nothing is under way any more when the future says so. */
    private void abort(Throwable cause) {
        cancelled = true;
        cancelRunning();
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
        future.completeExceptionally(cause);
    }

    private void cancelRunning() {
        List<TreeItem<?>> items;
        synchronized (lock) {
            items = List.copyOf(running);
        }
        items.forEach(TreeItem::cancel);
    }
}
