package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A tree at work. Its thread finds what is to be done, keeps a bounded number of requests in flight, and tells the listener
 * of their ends as they come.
 */
final class TreeRun {
    /** What is done with a tree. */
    interface Task {
        /** Finds and submits all there is to do. On the tree's thread. */
        void work() throws InterruptedException;

        /** Somebody looks at the progress, perhaps not for the first time. Any thread. */
        default void progressWanted() {}
    }

    private static final int NAMES = 8;

    final FileTransferClient client;
    final TreeTally tally;
    final TreeQueue queue;
    private final CompletableFuture<TreeSummary> future = new CompletableFuture<>();
    private final Object shown = new Object();
    private long bytesShown;

    private volatile boolean scanning = true;

    TreeRun(FileTransferClient client, TreeListener listener) {
        this.client = client;
        this.tally = new TreeTally(listener);
        this.queue = new TreeQueue(tally, client.config().maxConnections());
    }

    /** Does all of it, on the calling thread. */
    void run(Task task) {
        try {
            task.work();
            scanEnded();
            queue.awaitAll();
        } catch (Throwable e) {
            queue.abort();
            future.completeExceptionally(e instanceof InterruptedException ? new CancellationException() : e);
            return;
        }
        future.complete(tally.summary());
    }

    CompletableFuture<TreeSummary> future() {
        return future;
    }

    /** All that there is has been found. Any thread. */
    void scanEnded() {
        scanning = false;
    }

    boolean isScanning() {
        return scanning;
    }

    /** Any thread. */
    TreeProgress progress() {
        List<String> current = new ArrayList<>(NAMES);
        long bytes;
        synchronized (shown) {
            bytesShown =
                    Math.max(bytesShown, moved(current)); // what has ended is counted a moment after it was handed back
            bytes = bytesShown;
        }
        return tally.progress(bytes, scanning, current);
    }

    private long moved(List<String> current) {
        long[] bytes = {tally.bytes()};
        queue.inFlight().each(item -> {
            bytes[0] += item.isFile() ? item.bytes() : 0;
            if (current.size() < NAMES && !item.hasEnded()) {
                current.add(item.entry.path());
            }
        });
        return bytes[0];
    }
}
