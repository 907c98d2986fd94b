package io.filetransfer.client.tree;

import io.filetransfer.client.work.InFlight;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What a tree has to do, begun as there is room for it. Large files begin as soon as they are found, the largest first when
 * there are several, and small ones flow around them: while more may be found, one connection stays free of large ones. What
 * waits is bounded: by requests in flight, and by large files that have not begun; then nothing more is looked for. For the
 * tree's thread, but for what says otherwise.
 */
final class TreeQueue {
    /** Requests for small things under way: enough for a long round trip; what other transfers ask for comes in between. */
    static final int IN_FLIGHT = 256;

    /** A file of this size is worth a connection of its own. */
    static final long LARGE = 1 << 20;

    /** Large files that wait. */
    static final int WAITING = 1024;

    /** Ends that are reported together when there is no hurry. */
    private static final int TOGETHER = IN_FLIGHT / 4;

    private final InFlight<TreeItem<?>> inFlight = new InFlight<>(this::ended);
    private final TreeTally tally;
    private final int connections;
    private final PriorityQueue<TreeItem<?>> large = new PriorityQueue<>(
            Comparator.comparingLong((TreeItem<?> item) -> item.entry.size()).reversed());

    private boolean feeding = true;
    private int largeInFlight;

    TreeQueue(TreeTally tally, int connections) {
        this.tally = tally;
        this.connections = connections;
    }

    /** Starts an item as soon as there is room for it. */
    void submit(TreeItem<?> item) throws InterruptedException {
        if (isLarge(item)) {
            while (large.size() >= WAITING) {
                await(1);
            }
            large.add(item);
            beginLarge();
        } else {
            while (inFlight.count() - largeInFlight >= IN_FLIGHT) {
                await(IN_FLIGHT / 2);
            }
            inFlight.begin(item);
        }
        if (inFlight.endedCount() >= TOGETHER) {
            tellEnded();
        }
    }

    /** Tells what has ended; for who waits for something else. */
    void tellEnded() {
        inFlight.takeEnded();
        beginLarge();
    }

    /** Waits until all that was submitted has ended, and tells it. */
    void awaitAll() throws InterruptedException {
        feeding = false;
        tellEnded();
        while (inFlight.count() > 0) {
            await(inFlight.count());
        }
        feeding = true;
    }

    void checkCancelled() {
        inFlight.checkCancelled();
    }

    /** Any thread. */
    boolean isCancelled() {
        return inFlight.isCancelled();
    }

    /** Any thread. */
    void cancel() {
        inFlight.cancel();
    }

    /** Ends everything early, and waits for that: nothing is under way any more when this returns. */
    void abort() {
        inFlight.cancel();
        inFlight.awaitEnd();
    }

    /** What is under way. */
    InFlight<TreeItem<?>> inFlight() {
        return inFlight;
    }

    private void await(int ends) throws InterruptedException {
        inFlight.await(ends);
        beginLarge();
    }

    private void ended(TreeItem<?> item) {
        if (isLarge(item)) {
            largeInFlight--;
        }
        if (item.isFile()) {
            tally.fileEnded();
        }
        item.tell();
    }

    private static boolean isLarge(TreeItem<?> item) {
        return item.entry.size() >= LARGE && item.isFile();
    }

    private void beginLarge() {
        int most = feeding ? Math.max(1, connections - 1) : connections;
        while (largeInFlight < most && !large.isEmpty()) {
            largeInFlight++;
            inFlight.begin(large.poll());
        }
    }
}
