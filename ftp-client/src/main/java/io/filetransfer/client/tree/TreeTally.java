package io.filetransfer.client.tree;

import io.filetransfer.client.TransferResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of a tree, and tells the listener of it. For the tree's thread, but for what is found, listed and
 * counted, which any thread may say; read by any.
 */
final class TreeTally {
    private final TreeListener listener;
    private final long begun = System.nanoTime();
    private final LongAdder listed = new LongAdder();
    private final LongAdder filesFound = new LongAdder();
    private final LongAdder bytesFound = new LongAdder();
    private final LongAdder filesCounted = new LongAdder();
    private final LongAdder bytesCounted = new LongAdder();
    private final LongAdder filesEnded = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean allCounted;
    private long files;
    private long resumed;
    private long failed;
    private long skipped;
    private long changes;
    private long undeleted;
    private Throwable firstFailure;

    TreeTally(TreeListener listener) {
        this.listener = listener;
    }

    /** An entry was seen, of which nobody knows yet whether there is something to do. */
    void listed() {
        listed.increment();
    }

    /** One more file to be transferred. */
    void found(long size) {
        filesFound.increment();
        bytesFound.add(size);
    }

    /** One more file, seen by a count that is ahead of what is found. */
    void counted(long size) {
        filesCounted.increment();
        bytesCounted.add(size);
    }

    /** The count has come to the end of the tree. */
    void allCounted() {
        allCounted = true;
    }

    /** A file has ended, well or not. */
    void fileEnded() {
        filesEnded.increment();
    }

    void completed(TreeEntry entry, TransferResult result) {
        files++;
        bytes.add(result.bytes());
        resumed += result.resumedFrom();
        listener.completed(entry, result);
    }

    void failed(TreeEntry entry, Throwable cause) {
        failed++;
        if (firstFailure == null) {
            firstFailure = cause;
        }
        listener.failed(entry, cause);
    }

    /** How many entries have failed so far. */
    long failures() {
        return failed;
    }

    void skipped(TreeEntry entry, String reason) {
        skipped++;
        listener.skipped(entry, reason);
    }

    void changed(TreeChange.Action action, TreeEntry entry, String from) {
        changes++;
        listener.changed(new TreeChange(action, entry, from));
    }

    /** What only the target has, and what a limit keeps there. */
    void undeleted(long entries) {
        undeleted = entries;
    }

    /** Of files that have ended well. */
    long bytes() {
        return bytes.sum();
    }

    TreeSummary summary() {
        return new TreeSummary(files, bytes(), resumed, failed, skipped, changes, undeleted, firstFailure, elapsed());
    }

    /**
     * @param moved bytes, those of files that have not ended included
     * @param finding whether more may be found; then a count is believed, which may be ahead
     */
    TreeProgress progress(long moved, boolean finding, List<String> current) {
        boolean scanning = finding && !allCounted;
        long files = filesFound.sum();
        long bytes = bytesFound.sum();
        if (finding) {
            files = Math.max(files, filesCounted.sum());
            bytes = Math.max(bytes, bytesCounted.sum());
        }
        return new TreeProgress(
                filesEnded.sum(), files, listed.sum(), moved, Math.max(moved, bytes), scanning, current, elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
