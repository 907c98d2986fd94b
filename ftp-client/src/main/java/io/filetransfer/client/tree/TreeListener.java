package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferResult;

/**
 * Hears of each entry of a tree, in the order in which they end. Calls come one at a time on the transfer's own thread,
 * which starts nothing new meanwhile: a listener that waits makes the transfer wait. What it throws ends the transfer.
 */
public interface TreeListener {
    TreeListener NONE = new TreeListener() {};

    /** A file was transferred. */
    default void completed(TreeEntry entry, TransferResult result) {}

    /**
     * Something failed; the others continue.
     *
     * @param cause a {@link FileTransferException}, or an {@link java.io.IOException} of this side's files
     */
    default void failed(TreeEntry entry, Throwable cause) {}

    /**
     * Something is left as it is although nobody asked for that.
     *
     * @param reason half a sentence for people, for example {@code a symbolic link}
     */
    default void skipped(TreeEntry entry, String reason) {}

    /** A change that is not the transfer of a file, for example that a directory was made. */
    default void changed(TreeChange change) {}
}
