package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.RemoteScan;
import io.filetransfer.client.tree.SortedListing;
import io.filetransfer.codec.ErrorCode;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Lists a directory of a server. */
final class ListCommand extends Command {
    @Parameter(
            names = {"-l", "--long"},
            description = "Permissions, size, time and name of each.")
    boolean details;

    @Parameter(
            names = {"-R", "--recursive"},
            description = "With everything below, as paths.")
    boolean recursive;

    private RemoteName directory;

    @Override
    String name() {
        return "ls";
    }

    @Override
    List<String> synopsis() {
        return List.of("ls [OPTION]... REMOTE");
    }

    @Override
    List<String> details() {
        return List.of(
                "The operand is a remote name; HOST alone is the server's root. Names come sorted, in columns on a "
                        + "terminal (directories marked by a slash, links by an at sign) and one a line elsewhere. A name of "
                        + "a file is listed by itself. A directory of any length takes little memory: what is too much is "
                        + "sorted in temporary files.",
                "With -R names come as the server finds them, at once and one a line; sort(1) sorts them.",
                "What the server cannot read, or has no way to name, is reported, and all else is shown; the exit code is 8 "
                        + "then.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("ls localhost", "the root"),
                new Example("ls -l host/photos", "with sizes and times"),
                new Example("ls -R --json host/ | jq .size", "everything, for a program"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, 1, "the remote name of one directory");
        directory = RemoteName.parse(operands.get(0));
    }

    @Override
    void run(Run run) {
        try {
            if (recursive) {
                listTree(run);
            } else {
                listSorted(run);
            }
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }

    private void listSorted(Run run) throws InterruptedException {
        Report report = run.report();
        try (SortedListing listing =
                SortedListing.read(run.clients().of(directory), directory.request(), entry -> true)) {
            if (isNoDirectory(listing.failure())) {
                run.add(new Single(run));
                return;
            }
            EntryLines lines = lines(listing.largest(), run);
            for (RemoteFile entry = listing.next(); entry != null; entry = listing.next()) {
                lines.show(entry);
            }
            lines.end();
            ended(listing.failure(), report);
        }
    }

    /** @param largest size of all */
    private EntryLines lines(long largest, Run run) {
        return details
                ? EntryLines.of(directory, true, Long.toString(largest).length(), run.report())
                : EntryLines.inColumns(directory, run.terminal(), run.report());
    }

    /** Shows each before the next is known. */
    private void listTree(Run run) throws InterruptedException {
        EntryLines lines = EntryLines.of(directory, details, EntryLines.SIZE_WIDTH, run.report());
        try (RemoteScan scan =
                RemoteScan.open(run.clients().of(directory), directory.request(), true, entry -> true, () -> {})) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                lines.show(entry);
            }
            ended(null, run.report());
        } catch (OutputClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isNoDirectory(e)) {
                run.add(new Single(run));
            } else {
                ended(e, run.report());
            }
        }
    }

    /** @param failure null if all was shown */
    private void ended(Throwable failure, Report report) {
        if (failure == null) {
            report.succeeded(0);
            return;
        }
        if (Failure.of(failure).cause() instanceof FileTransferException.Incomplete) {
            report.incomplete();
        }
        report.failed(directory, failure);
    }

    private static boolean isNoDirectory(Throwable thrown) {
        return thrown != null
                && Failure.of(thrown).cause() instanceof FileTransferException e
                && e.code() == ErrorCode.NOT_A_DIRECTORY;
    }

    /** The operand names a file: it is listed by itself. */
    private final class Single extends Work<RemoteFile> {
        private final Run run;

        Single(Run run) {
            super(directory);
            this.run = run;
        }

        @Override
        CompletableFuture<RemoteFile> start() {
            return run.clients().of(directory).stat(directory.request());
        }

        @Override
        void done(RemoteFile file, Report report) {
            report.succeeded(0);
            EntryLines lines = lines(0, run);
            lines.show(file);
            lines.end();
        }
    }
}
