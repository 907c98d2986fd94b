package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.tree.Glob;
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
import java.util.function.UnaryOperator;

/** Copies what remote names stand for into a local directory: files, directories, and all that matches a pattern. */
final class GetSources {
    private final UnaryOperator<GetRequest> requests;
    private final TreeFilter filter;
    private final Path directory;
    private final Run run;

    /**
     * @param requests how each file is asked for
     * @param filter what to take of directories; null if they are not taken
     * @param directory is there
     */
    GetSources(UnaryOperator<GetRequest> requests, TreeFilter filter, Path directory, Run run) {
        this.requests = requests;
        this.filter = filter;
        this.directory = directory;
        this.run = run;
    }

    /** Whether the last component has characters of a pattern, and is one. */
    static boolean isPattern(RemoteName source) {
        String last = source.lastComponent();
        return Glob.isPattern(last) && patternOrNull(last) != null;
    }

    private static Glob patternOrNull(String text) {
        try {
            return Glob.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether there is something of just this name; if that cannot be found out, whoever gets it will tell. */
    static boolean exists(RemoteName source, Run run) {
        try {
            run.clients().of(source).stat(source.request()).join();
            return true;
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return !(Failure.of(e).cause() instanceof FileTransferException.NotFound);
        }
    }

    void copy(List<RemoteName> sources) {
        run.expectTrees(sources.size());
        for (RemoteName source : sources) {
            if (isPattern(source) && !exists(source, run)) {
                copyMatching(source, patternOrNull(source.lastComponent()));
            } else {
                copyNamed(source);
            }
            run.treeDone();
        }
    }

    private void copyNamed(RemoteName source) {
        try {
            RemoteFile found = run.clients().of(source).stat(source.request()).join();
            switch (found.kind()) {
                case FILE -> copyFile(source, found);
                case DIRECTORY -> copyDirectory(source, found);
                case LINK -> run.report().skipped(source.text(), "a symbolic link");
                case OTHER -> run.report().skipped(source.text(), "neither a file nor a directory");
            }
        } catch (CancellationException | OutputClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            run.report().failed(source, e);
        }
    }

    private void copyMatching(RemoteName source, Glob glob) {
        String pattern = source.lastComponent();
        RemoteName parent = parent(source);
        TreeFilter matching =
                (name, isDirectory) -> glob.matches(name) && (pattern.startsWith(".") || !name.startsWith("."));
        List<String> directories = new ArrayList<>();
        TreeGet get = TreeGet.of(parent.request(), directory).recursive(false).filter(matching);
        TreeSummary summary = run(parent, get, new TreeReport(parent, false, run.report()) {
            @Override
            public void skipped(TreeEntry entry, String reason) {
                if (entry.kind() == Kind.DIRECTORY && filter != null) {
                    directories.add(entry.path());
                } else {
                    super.skipped(entry, reason);
                }
            }
        });
        for (String name : directories) {
            copyNamed(parent.child(name));
        }
        if (summary.files() + summary.failed() + summary.skipped() == 0) {
            run.report()
                    .failed(
                            source,
                            new FileTransferException.NotFound("Nothing matches"),
                            "nothing on the server matches");
        }
    }

    private static RemoteName parent(RemoteName source) {
        String path = source.path().substring(0, source.path().lastIndexOf('/') + 1);
        String text = source.text().substring(0, source.text().lastIndexOf('/') + 1);
        return new RemoteName(source.host(), source.port(), path, text);
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
