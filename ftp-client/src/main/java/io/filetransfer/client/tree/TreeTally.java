package io.filetransfer.client.tree;

import io.filetransfer.client.TransferResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of a tree: on the tree's thread, but for what is found, listed and counted; read by any. */
@SuppressWarnings("NonAtomicOperationOnVolatileField") // each is written by one thread at a time
final class TreeTally {
    private final long begun = System.nanoTime();
    private final LongAdder listed = new LongAdder();
    private volatile long filesFound;
    private volatile long bytesFound;
    private volatile long filesCounted;
    private volatile long bytesCounted;
    private volatile boolean allCounted;
    private volatile long filesEnded;
    private volatile long bytes;
    private long files;
    private long resumed;
    private long failed;
    private long skipped;
    private long changes;
    private long undeleted;
    private Throwable firstFailure;

    void listed() {
        listed.increment();
    }

    void found(long size) {
        filesFound++;
        bytesFound += size;
    }

    /** One more file, seen by a count that is ahead of what is found; by one thread. */
    void counted(long size) {
        filesCounted++;
        bytesCounted += size;
    }

    /** The count has come to the end of the tree. */
    void allCounted() {
        allCounted = true;
    }

    /** A file has ended, well or not. */
    void fileEnded() {
        filesEnded++;
    }

    void completed(TransferResult result) {
        files++;
        bytes += result.bytes();
        resumed += result.resumedFrom();
    }

    void failed(Throwable cause) {
        failed++;
        if (firstFailure == null) {
            firstFailure = cause;
        }
    }

    long failures() {
        return failed;
    }

    void skipped() {
        skipped++;
    }

    void changed() {
        changes++;
    }

    void undeleted(long entries) {
        undeleted = entries;
    }

    /** Of files that have ended well. */
    long bytes() {
        return bytes;
    }

    TreeSummary summary() {
        return new TreeSummary(files, bytes, resumed, failed, skipped, changes, undeleted, firstFailure, elapsed());
    }

    /**
     * @param moved bytes, those of files that have not ended included
     * @param finding whether more may be found; then a count is believed, which may be ahead
     */
    TreeProgress progress(long moved, boolean finding, List<String> current) {
        long files = finding ? Math.max(filesFound, filesCounted) : filesFound;
        long bytes = finding ? Math.max(bytesFound, bytesCounted) : bytesFound;
        boolean scanning = finding && !allCounted;
        return new TreeProgress(
                filesEnded, files, listed.sum(), moved, Math.max(moved, bytes), scanning, current, elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
