package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.TreeEntry;
import io.filetransfer.client.tree.TreeFilter;
import io.filetransfer.client.tree.TreeGet;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Copies what remote names stand for into a local directory: files, directories, and all that matches a pattern. */
final class GetSources {
    private final UnaryOperator<GetRequest> requests;
    private final TreeFilter filter;
    private final Path directory;
    private final Run run;
    private final List<Source> sources = new ArrayList<>();

    /**
     * @param requests how each file is asked for
     * @param filter what to take of directories; null if they are not taken
     * @param directory where they go
     */
    GetSources(UnaryOperator<GetRequest> requests, TreeFilter filter, Path directory, Run run) {
        this.requests = requests;
        this.filter = filter;
        this.directory = directory;
        this.run = run;
    }

    /**
     * Finds out what is there to be copied, and tells what is not there.
     *
     * @throws UsageException if two of them would go to one name
     */
    void find(List<RemoteName> names) throws UsageException {
        for (RemoteName name : names) {
            Source source = look(name);
            if (source != null) {
                sources.add(source);
            }
        }
        if (sources.size() > 1) {
            refuseMeetings();
        }
    }

    /**
     * Copies all that was found, one after another: where trees have the same names in them, the later one stays. The local
     * directory is there.
     */
    void copy() {
        run.expectTrees(sources.size());
        for (Source source : sources) {
            copy(source);
            run.treeDone();
        }
    }

    /** @param found what the server says of the name; null for a pattern */
    private record Source(RemoteName name, RemoteFile found) {}

    /** Null if it failed, which was reported. */
    private Source look(RemoteName name) {
        try {
            return Matches.isWanted(name, run) ? new Source(name, null) : stat(name);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            run.report().failed(name, e);
            return null;
        }
    }

    private Source stat(RemoteName name) {
        return new Source(name, run.clients().of(name).stat(name.request()).join());
    }

    private void refuseMeetings() throws UsageException {
        try (Landings landings = new Landings()) {
            for (Source source : sources) {
                if (source.found == null) {
                    landings.add(Matches.find(source.name, run), filter != null);
                } else if (!source.name.endsAsDirectory() && Landings.isCopied(source.found.kind(), filter != null)) {
                    boolean tree = source.found.kind() == Kind.DIRECTORY;
                    landings.add(source.name.lastComponent(), source.name.text(), tree);
                }
            }
            landings.refuseMeetings();
        }
    }

    private void copy(Source source) {
        try {
            if (source.found == null) {
                copyMatching(source.name);
            } else {
                copy(source.name, source.found);
            }
        } catch (CancellationException | OutputClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            run.report().failed(source.name, e);
        }
    }

    private void copy(RemoteName source, RemoteFile found) {
        switch (found.kind()) {
            case FILE -> copyFile(source, found);
            case DIRECTORY -> copyDirectory(source, found);
            case LINK -> run.report().skipped(source.text(), "a symbolic link");
            case OTHER -> run.report().skipped(source.text(), "neither a file nor a directory");
        }
    }

    private void copyMatching(RemoteName source) {
        Predicate<String> pattern = Matches.filter(source);
        RemoteName parent = source.directory();
        List<RemoteName> directories = new ArrayList<>();
        TreeGet get = TreeGet.of(parent.request(), directory)
                .recursive(false)
                .filter((name, isDirectory) -> pattern.test(name));
        TreeSummary summary = run(parent, get, new TreeReport(parent, false, run.report()) {
            @Override
            public void skipped(TreeEntry entry, String reason) {
                if (entry.kind() == Kind.DIRECTORY && filter != null) {
                    directories.add(parent.child(entry.path()));
                } else {
                    super.skipped(entry, reason);
                }
            }
        });
        for (RemoteName found : directories) {
            copyNamed(found);
        }
        if (summary.files() + summary.failed() + summary.skipped() == 0) {
            Matches.tellNone(source, run.report());
        }
    }

    private void copyNamed(RemoteName name) {
        Source source;
        try {
            source = stat(name);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            run.report().failed(name, e);
            return;
        }
        copy(source);
    }

    private void copyFile(RemoteName source, RemoteFile found) {
        if (source.endsAsDirectory()) {
            throw new FileTransferException(ErrorCode.NOT_A_DIRECTORY, false, "Is a file, not a directory", null);
        }
        GetRequest request = requests.apply(GetRequest.of(source.request()).expectedSize(found.size()));
        run.add(new GetToFile(source, request, local(source, found), true, run));
    }

    private void copyDirectory(RemoteName source, RemoteFile found) {
        if (filter == null) {
            run.report().skipped(source.text(), "a directory (-r takes it whole)");
            return;
        }
        boolean content = source.endsAsDirectory();
        TreeGet get = TreeGet.of(source.request(), content ? directory : local(source, found))
                .self(content ? null : found)
                .filter(filter);
        run(source, get, new TreeReport(source, false, run.report()));
    }

    /** Alone: where names meet, the later one is to stay. */
    private TreeSummary run(RemoteName source, TreeGet get, TreeReport report) {
        run.await();
        GetRequest sample = requests.apply(GetRequest.of(get.source()));
        TreeGet asGiven = get.each(requests).keepTimes(sample.keepTimes()).keepMode(sample.keepMode());
        return run.follow(asGiven.start(run.clients().of(source), report));
    }

    /** By the last component of its name, which may be the server's choice. */
    private Path local(RemoteName source, RemoteFile found) {
        return new RemoteFile(source.lastComponent(), found.kind(), 0, null, -1, null, null).resolveIn(directory);
    }
}
