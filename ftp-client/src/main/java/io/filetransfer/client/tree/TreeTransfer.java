package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A whole tree under way, on a thread of its own. Safe for use by many threads. */
public final class TreeTransfer {
    private final TreeRun run;
    private final TreeRun.Task task;

    private TreeTransfer(TreeRun run, TreeRun.Task task) {
        this.run = run;
        this.task = task;
    }

    static TreeTransfer start(TreeRun run, TreeRun.Task task) {
        Thread thread = new Thread(() -> run.run(task), "ftp-client-tree");
        thread.setDaemon(true);
        thread.start();
        return new TreeTransfer(run, task);
    }

    /**
     * The end, when nothing is under way any more. Failures of single entries are the listener's and the summary's. The future
     * fails when there is no tree: with a {@link FileTransferException} when the source is missing, or nothing of it can be
     * listed; also with a {@link CancellationException} after {@link #cancel}, with a {@link
     * FileTransferException.Unreachable} when the server cannot be reached any more, and with what the listener threw. It is a
     * copy: completing it from outside does not touch the transfer.
     */
    public CompletableFuture<TreeSummary> future() {
        return run.future().copy();
    }

    /** A snapshot, cheap enough for a display that asks several times a second. */
    public TreeProgress progress() {
        task.progressWanted();
        return run.progress();
    }

    /**
     * Ends the transfer early: nothing more is begun, what is under way is cancelled, and what was done stays. Other
     * transfers of the client continue. The listener may still hear of what had ended before. A change of names whose request has
     * left is not waited for: the server may still make it.
     */
    public void cancel() {
        run.queue.cancel();
    }

    /**
     * Waits for the end.
     *
     * @throws FileTransferException as the future has it
     * @throws CancellationException if it was cancelled
     */
    public TreeSummary join() {
        try {
            return run.future().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
