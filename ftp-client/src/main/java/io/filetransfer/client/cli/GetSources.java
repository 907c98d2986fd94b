package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Copies what remote names stand for into a local directory: files, directories, and all that matches a pattern. */
final class GetSources {
    private final Function<RemoteName, GetRequest> requests;
    private final GetTree trees;
    private final Path directory;
    private final Run run;

    /**
     * @param filter what to take of directories; null if they are not taken
     * @param directory is there
     */
    GetSources(Function<RemoteName, GetRequest> requests, Filter filter, Path directory, Run run) {
        this.requests = requests;
        this.trees = filter == null ? null : new GetTree(requests, filter, run);
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
        } catch (UsageException e) {
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
        for (int i = 0; i < sources.size(); i++) {
            run.scanBegins();
        }
        for (RemoteName source : sources) {
            if (isPattern(source) && !exists(source, run)) {
                run.await(); // where names meet, the later one is to stay
                copyMatching(source, patternOrNull(source.lastComponent()));
                run.scanEnds();
            } else {
                copyNamed(source);
            }
        }
    }

    private void copyNamed(RemoteName source) {
        RemoteFile found;
        try {
            found = run.clients().of(source).stat(source.request()).join();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            run.report().failed(source, e);
            run.scanEnds();
            return;
        }
        if (found.kind() == Kind.DIRECTORY && trees != null) {
            run.await();
            copy(source, found, run::scanEnds);
        } else {
            copy(source, found, () -> {});
            run.scanEnds();
        }
    }

    private void copyMatching(RemoteName source, Glob glob) {
        String pattern = source.lastComponent();
        RemoteName parent = parent(source);
        Predicate<RemoteFile> wanted = entry -> glob.matches(entry.name())
                && (pattern.startsWith(".") || !entry.name().startsWith("."));
        int matching = 0;
        try (RemoteScan scan = new RemoteScan(run.clients().of(source), parent.request(), false, wanted, () -> {})) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                matching++;
                copy(parent.child(entry.name()), entry, () -> {});
            }
        } catch (CancellationException | InterruptedException e) {
            throw new CancellationException();
        } catch (OutputClosedException e) {
            throw e;
        } catch (Exception e) {
            run.report().failed(parent, e);
            return;
        }
        if (matching == 0) {
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

    /** @param whenListed called when all that is in a directory is known, if they are taken */
    private void copy(RemoteName source, RemoteFile found, Runnable whenListed) {
        try {
            switch (found.kind()) {
                case FILE -> copyFile(source, found);
                case DIRECTORY -> copyDirectory(source, found, whenListed);
                case LINK -> run.report().skipped(source.text(), "a symbolic link");
                case OTHER -> run.report().skipped(source.text(), "neither a file nor a directory");
            }
        } catch (IOException | FileTransferException e) {
            run.report().failed(source, e);
        }
    }

    private void copyFile(RemoteName source, RemoteFile found) {
        if (source.endsAsDirectory()) {
            throw new FileTransferException(ErrorCode.NOT_A_DIRECTORY, false, "Is a file, not a directory", null);
        }
        run.found(found.size());
        run.add(new GetToFile(source, requests.apply(source), local(source, found), true, run));
    }

    private void copyDirectory(RemoteName source, RemoteFile found, Runnable whenListed) throws IOException {
        if (trees == null) {
            run.report().skipped(source.text(), "a directory (-r takes it whole)");
        } else if (source.endsAsDirectory()) {
            trees.copy(source, null, directory, whenListed);
        } else {
            trees.copy(source, found, local(source, found), whenListed);
        }
    }

    /** By the last component of its name, which may be the server's choice. */
    private Path local(RemoteName source, RemoteFile found) {
        return new RemoteFile(source.lastComponent(), found.kind(), 0, null, -1, null, null).resolveIn(directory);
    }
}
