package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.RemoteScan;
import io.filetransfer.client.tree.SortedListing;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
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
                PATTERNS + " Directories that match are shown themselves.",
                "What the server cannot read, or has no way to name, is reported, and all else is shown; the exit code is 8 "
                        + "then.");
    }

    @Override
    List<Example> examples() {
        return List.of(
                new Example("ls localhost", "the root"),
                new Example("ls -l host/photos", "with sizes and times"),
                new Example("ls 'host/photos/*.jpg'", "what matches"),
                new Example("ls -R --json host/ | jq .size", "everything, for a program"));
    }

    @Override
    void prepare() throws UsageException {
        requireOperands(1, 1, "the remote name of one directory");
        directory = remote(operands.get(0));
    }

    @Override
    void run(Run run) {
        try {
            if (Matches.isWanted(directory, run)) {
                listMatches(run);
            } else if (recursive) {
                listTree(directory, "", lines(directory, 0, run), run);
            } else {
                listSorted(run);
            }
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }

    /** The matches themselves, and with -R what is below of them. */
    private void listMatches(Run run) throws InterruptedException {
        try (Matches matches = Matches.find(directory, run)) {
            RemoteName parent = directory.directory();
            EntryLines lines = lines(parent, matches.largest(), run);
            for (RemoteFile found = matches.next(); found != null; found = matches.next()) {
                lines.show(found.name(), found);
                if (recursive && found.kind() == Kind.DIRECTORY) {
                    listTree(matches.name(found), found.name() + "/", lines, run);
                }
            }
            lines.end();
            if (matches.count() == 0 && matches.failure() == null) {
                Matches.tellNone(directory, run.report());
            } else {
                ended(directory, matches.failure(), run.report());
            }
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
            EntryLines lines = lines(directory, listing.largest(), run);
            for (RemoteFile entry = listing.next(); entry != null; entry = listing.next()) {
                lines.show(entry.name(), entry);
            }
            lines.end();
            ended(directory, listing.failure(), report);
        }
    }

    /** @param largest size of all */
    private EntryLines lines(RemoteName parent, long largest, Run run) {
        if (recursive) {
            return EntryLines.of(parent, details, EntryLines.SIZE_WIDTH, run.report());
        }
        return details
                ? EntryLines.of(parent, true, Long.toString(largest).length(), run.report())
                : EntryLines.inColumns(parent, run.terminal(), run.report());
    }

    /**
     * Shows each before the next is known.
     *
     * @param prefix goes before the names that are shown
     */
    private void listTree(RemoteName root, String prefix, EntryLines lines, Run run) throws InterruptedException {
        try (RemoteScan scan = RemoteScan.open(run.clients().of(root), root.request(), true, entry -> true, () -> {})) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                lines.show(prefix + entry.name(), entry);
            }
            ended(root, null, run.report());
        } catch (OutputClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (prefix.isEmpty() && isNoDirectory(e)) {
                run.add(new Single(run));
            } else {
                ended(root, e, run.report());
            }
        }
    }

    /** @param failure null if all was shown */
    private void ended(RemoteName of, Throwable failure, Report report) {
        if (failure == null) {
            report.succeeded();
            return;
        }
        if (FailureReport.of(failure).cause() instanceof FileTransferException.Incomplete) {
            report.incomplete();
        }
        report.failed(of, failure);
    }

    private static boolean isNoDirectory(Throwable thrown) {
        return thrown != null
                && FailureReport.of(thrown).cause() instanceof FileTransferException e
                && e.code() == ErrorCode.NOT_A_DIRECTORY;
    }

    /** The operand names a file: it is listed by itself. */
    private final class Single extends CommandItem<RemoteFile> {
        private final Run run;

        Single(Run run) {
            super(directory);
            this.run = run;
        }

        @Override
        protected CompletableFuture<RemoteFile> start() {
            return run.clients().of(directory).stat(directory.request()).future();
        }

        @Override
        void done(RemoteFile file, Report report) {
            report.succeeded();
            EntryLines lines = lines(directory, 0, run);
            lines.show(file.name(), file);
            lines.end();
        }
    }
}
