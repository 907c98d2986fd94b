package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Progress;
import io.filetransfer.client.work.Work;
import java.util.concurrent.CancellationException;

/**
 * One piece of a tree's work, for one of its entries.
 *
 * @param <T> what it ends in
 */
abstract class TreeItem<T> extends Work<T> {
    final TreeTally tally;
    final TreeEntry entry;

    TreeItem(TreeTally tally, TreeEntry entry) {
        this.tally = tally;
        this.entry = entry;
    }

    /** Whether it counts as a file in what is said of all. */
    boolean isFile() {
        return true;
    }

    /** Reports that the entry failed; the others continue. */
    void entryFailed(Throwable cause) {
        tally.failed(entry, cause);
    }

    /** Throws what ends the whole tree. */
    @Override
    protected final void failed(Throwable cause) {
        if (cause instanceof CancellationException cancelled) {
            throw cancelled; // the client was closed
        }
        if (cause instanceof FileTransferException.Unreachable unreachable) {
            throw unreachable; // after its retries: all that is left would fail like this
        }
        entryFailed(cause);
    }

    /** Bytes moved so far. */
    final long bytes() {
        Progress progress = progress();
        return progress == null ? 0 : progress.bytes();
    }
}
