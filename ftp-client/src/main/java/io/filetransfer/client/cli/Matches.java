package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.Glob;
import io.filetransfer.client.tree.SortedListing;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * What on a server matches the pattern at the end of a remote name, in the order of the names. The directory was listed to
 * its end before the first is given, so what is done with one does not change which others there are.
 */
final class Matches implements AutoCloseable {
    private final RemoteName directory;
    private final SortedListing listing;

    private Matches(RemoteName directory, SortedListing listing) {
        this.directory = directory;
        this.listing = listing;
    }

    /**
     * Whether the name stands for all that matches it: it has characters of a pattern, and nothing has just that name. If
     * that cannot be found out it stands for itself, and whoever asks for it will tell.
     */
    static boolean isWanted(RemoteName name, Run run) {
        if (run.literalNames() || name.pattern() == null) {
            return false;
        }
        try {
            run.clients().of(name).stat(name.request()).join();
            return false;
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return FailureReport.of(e).cause() instanceof FileTransferException.NotFound;
        }
    }

    /** @param name has a pattern */
    static Matches find(RemoteName name, Run run) {
        Predicate<String> pattern = filter(name);
        RemoteName directory = name.directory();
        try {
            return new Matches(
                    directory,
                    SortedListing.read(
                            run.clients().of(name), directory.request(), entry -> pattern.test(entry.name())));
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }

    /** Which names in its directory it stands for: a dot at the front is matched by a dot only. */
    static Predicate<String> filter(RemoteName name) {
        String text = name.pattern();
        Glob glob = Glob.parse(text);
        boolean hidden = text.startsWith(".") || text.startsWith("\\.");
        return entry -> glob.matches(entry) && (hidden || !entry.startsWith("."));
    }

    /** Nothing has the name, and nothing matches it. */
    static void tellNone(RemoteName name, Report report) {
        report.failed(name, new FileTransferException.NotFound("Nothing matches"), "nothing on the server matches");
    }

    long count() {
        return listing.count();
    }

    /** The size of the largest file. */
    long largest() {
        return listing.largest();
    }

    /** Why these may not be all; null if they are. */
    RuntimeException failure() {
        return listing.failure();
    }

    /** @return null after the last */
    RemoteFile next() {
        return listing.next();
    }

    RemoteName name(RemoteFile found) {
        return directory.child(found.name());
    }

    @Override
    public void close() {
        listing.close();
    }
}
