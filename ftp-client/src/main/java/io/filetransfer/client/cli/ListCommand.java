package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.RemoteScan;
import io.filetransfer.codec.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Lists a directory of a server. */
final class ListCommand extends Command {
    /** Of sizes when those to come are not known: up to 93 GiB are in line. */
    private static final int SIZE_WIDTH = 11;

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
                        + "a file is listed by itself.",
                "With -R names come as the server finds them, at once and one a line, so that a listing of any length "
                        + "takes little memory; sort(1) sorts them.",
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
        if (recursive) {
            runRecursive(run);
        } else {
            run.add(new Listing(run));
        }
    }

    private void runRecursive(Run run) {
        try (RemoteScan scan =
                RemoteScan.open(run.clients().of(directory), directory.request(), true, entry -> true, () -> {})) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                show(entry, run.report());
            }
            run.report().succeeded(0);
        } catch (CancellationException | InterruptedException e) {
            throw new CancellationException();
        } catch (OutputClosedException e) {
            throw e;
        } catch (Exception e) {
            if (isNoDirectory(e)) {
                run.add(new Single(run));
            } else {
                failed(e, run.report());
            }
        }
    }

    private void failed(Throwable cause, Report report) {
        if (Failure.of(cause).cause() instanceof FileTransferException.Incomplete) {
            report.incomplete();
        }
        report.failed(directory, cause);
    }

    private static boolean isNoDirectory(Throwable thrown) {
        return Failure.of(thrown).cause() instanceof FileTransferException e && e.code() == ErrorCode.NOT_A_DIRECTORY;
    }

    /** One by itself, before the next is known. */
    private void show(RemoteFile entry, Report report) {
        if (json) {
            showJson(entry, report);
        } else if (details) {
            showLong(entry, SIZE_WIDTH, report);
        } else {
            report.print(Printable.of(entry.name()));
        }
    }

    private void showJson(RemoteFile entry, Report report) {
        report.write(StatCommand.describe(report.result(entry.name()).add("directory", directory.text()), entry));
    }

    private void show(List<RemoteFile> entries, Run run) {
        entries.sort(Comparator.comparing(RemoteFile::name));
        Report report = run.report();
        if (json) {
            for (RemoteFile entry : entries) {
                showJson(entry, report);
            }
        } else if (details) {
            showLong(entries, report);
        } else if (run.terminal().outIsTerminal()) {
            for (String line : Columns.of(marked(entries), run.terminal().width())) {
                report.print(line);
            }
        } else {
            for (RemoteFile entry : entries) {
                report.print(Printable.of(entry.name()));
            }
        }
    }

    private static void showLong(List<RemoteFile> entries, Report report) {
        int widest = 0;
        for (RemoteFile entry : entries) {
            widest = Math.max(widest, Long.toString(entry.size()).length());
        }
        for (RemoteFile entry : entries) {
            showLong(entry, widest, report);
        }
    }

    private static void showLong(RemoteFile entry, int sizeWidth, Report report) {
        String size = Long.toString(entry.size());
        StringBuilder line = new StringBuilder(Text.permissions(entry.kind(), entry.mode())).append(' ');
        for (int i = size.length(); i < sizeWidth; i++) {
            line.append(' ');
        }
        line.append(size).append(' ').append(Text.localTime(entry.modified())).append(' ');
        report.print(line.append(Printable.of(entry.name())).toString());
    }

    private static List<String> marked(List<RemoteFile> entries) {
        List<String> names = new ArrayList<>(entries.size());
        for (RemoteFile entry : entries) {
            String mark = switch (entry.kind()) {
                case DIRECTORY -> "/";
                case LINK -> "@";
                case FILE, OTHER -> "";
            };
            names.add(Printable.of(entry.name()) + mark);
        }
        return names;
    }

    private final class Listing extends Work<Long> implements Consumer<RemoteFile> {
        private final Run run;
        private final List<RemoteFile> entries = new ArrayList<>();

        Listing(Run run) {
            super(directory);
            this.run = run;
        }

        @Override
        CompletableFuture<Long> start() {
            return follow(run.clients().of(directory).list(directory.request(), false, this));
        }

        @Override
        public void accept(RemoteFile entry) {
            entries.add(entry);
        }

        @Override
        void done(Long count, Report report) {
            report.succeeded(0);
            show(entries, run);
        }

        @Override
        void failed(Throwable cause, Report report) {
            if (isNoDirectory(cause)) {
                run.add(new Single(run));
            } else {
                show(entries, run);
                ListCommand.this.failed(cause, report);
            }
        }
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
            show(new ArrayList<>(List.of(file)), run);
        }
    }
}
