package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.Transfer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The entries of a directory on a server, one after another, while the server is still listing it. */
final class RemoteScan implements AutoCloseable, Consumer<RemoteFile> {
    private final Predicate<RemoteFile> wanted;
    private final EntrySpool spool = new EntrySpool();
    private final Transfer<Long> listing;

    /**
     * @param wanted what is to be kept; called by another thread
     * @param whenListed called once the server has no more, by another thread
     */
    RemoteScan(
            FileTransferClient client,
            String directory,
            boolean recursive,
            Predicate<RemoteFile> wanted,
            Runnable whenListed) {
        this.wanted = wanted;
        listing = client.list(directory, recursive, this);
        listing.future().whenComplete((count, failure) -> {
            whenListed.run();
            spool.end(failure);
        });
    }

    @Override
    public void accept(RemoteFile entry) {
        if (wanted.test(entry)) {
            spool.add(entry);
        }
    }

    /**
     * Waits for it.
     *
     * @return null after the last
     * @throws Exception the listing's failure, after the entries that came before it
     */
    RemoteFile next() throws Exception {
        return spool.take();
    }

    @Override
    public void close() {
        listing.cancel();
        spool.close();
    }
}
