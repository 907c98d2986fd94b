package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.Transfer;
import java.util.function.Predicate;

/**
 * The entries of a directory on a server, one after another, while the server is still listing it. Whoever takes them may be
 * as slow as it likes: what has come and was not taken goes to a temporary file when it gets too much for memory. For one
 * thread, which owns it and closes it.
 */
public final class RemoteScan implements AutoCloseable {
    private final EntrySpool spool;
    private final Transfer<Long> listing;

    private RemoteScan(EntrySpool spool, Transfer<Long> listing) {
        this.spool = spool;
        this.listing = listing;
    }

    /**
     * @param recursive with everything below the directory's directories
     * @param wanted what is to be kept; called by another thread
     * @param whenListed called once the server has no more, by another thread
     */
    public static RemoteScan open(
            FileTransferClient client,
            String directory,
            boolean recursive,
            Predicate<RemoteFile> wanted,
            Runnable whenListed) {
        EntrySpool spool = new EntrySpool();
        Transfer<Long> listing = client.list(directory, recursive, entry -> {
            if (wanted.test(entry)) {
                spool.add(entry);
            }
        });
        listing.future().whenComplete((count, failure) -> {
            try {
                whenListed.run();
            } finally {
                spool.end(failure);
            }
        });
        return new RemoteScan(spool, listing);
    }

    /**
     * Waits for the next entry.
     *
     * @return null after the last
     * @throws FileTransferException the listing's failure, after the entries that came before it
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public RemoteFile next() throws InterruptedException {
        return next(0);
    }

    /** The same, but null after so many milliseconds, too; {@link #isOver} tells which. */
    RemoteFile next(long millis) throws InterruptedException {
        try {
            return spool.take(millis);
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isOver() {
        return spool.isOver();
    }

    @Override
    public void close() {
        listing.cancel();
        spool.close();
    }
}
