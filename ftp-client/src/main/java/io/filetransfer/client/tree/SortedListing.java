package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import java.util.Comparator;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * The entries of one directory on a server, in the order of their names: all are listed before the first is given, and
 * what is too much for memory goes to temporary files meanwhile. For one thread, which owns it and closes it.
 */
public final class SortedListing implements AutoCloseable {
    private final ExternalSort<RemoteFile> entries =
            new ExternalSort<>(new RemoteFileFormat(), Comparator.comparing(RemoteFile::name));
    private long count;
    private long largest;
    private RuntimeException failure;

    private SortedListing() {}

    /**
     * Lists the directory to its end. That the server fails before is no exception: what came until then is given, and
     * {@link #failure} tells why it is not all.
     *
     * @param wanted what is to be kept; called by another thread
     * @throws CancellationException if the client is closed meanwhile
     * @throws FileTransferException.LocalFile if there is no room for temporary files
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static SortedListing read(FileTransferClient client, String directory, Predicate<RemoteFile> wanted)
            throws InterruptedException {
        SortedListing listing = new SortedListing();
        try (RemoteScan scan = RemoteScan.open(client, directory, false, wanted, () -> {})) {
            for (RemoteFile entry = listing.next(scan); entry != null; entry = listing.next(scan)) {
                listing.add(entry);
            }
        } catch (RuntimeException | InterruptedException e) {
            listing.close();
            throw e;
        }
        return listing;
    }

    private RemoteFile next(RemoteScan scan) throws InterruptedException {
        try {
            return scan.next();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            failure = e;
            return null;
        }
    }

    private void add(RemoteFile entry) {
        count++;
        largest = Math.max(largest, entry.size());
        entries.add(entry);
    }

    /** How many entries there are. */
    public long count() {
        return count;
    }

    /** The size of the largest file in bytes; 0 if there is none. */
    public long largest() {
        return largest;
    }

    /** Why these are not all; null if they are. */
    public RuntimeException failure() {
        return failure;
    }

    /** @return null after the last */
    public RemoteFile next() {
        return entries.next();
    }

    @Override
    public void close() {
        entries.close();
    }
}
