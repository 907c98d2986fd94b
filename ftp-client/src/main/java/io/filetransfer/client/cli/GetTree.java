package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Copies what is in a directory on a server into a local one, while the server is still listing it. Local names come only
 * from {@link RemoteFile#resolveIn}, so that nothing lands anywhere else, whatever the server lists.
 */
final class GetTree {
    private final Function<RemoteName, GetRequest> requests;
    private final Filter filter;
    private final Run run;

    GetTree(Function<RemoteName, GetRequest> requests, Filter filter, Run run) {
        this.requests = requests;
        this.filter = filter;
        this.run = run;
    }

    /**
     * All that is in a directory, and below.
     *
     * @param self what the server says of the directory, for its time and mode; null to leave the local one's
     * @param whenListed called once, as soon as all that is in it is known; by any thread
     * @throws IOException if the local directory cannot be made
     */
    void copy(RemoteName source, RemoteFile self, Path target, Runnable whenListed) throws IOException {
        Predicate<RemoteFile> wanted = entry -> {
            boolean takes = filter.takesWithParents(entry.name(), entry.kind() == Kind.DIRECTORY);
            if (takes && entry.kind() == Kind.FILE) {
                run.found(entry.size());
            }
            return takes;
        };
        LocalDirectory root = new LocalDirectory(target, self);
        LocalDirectories directories =
                new LocalDirectories(target, directory -> run.add(new DirectoryEnd(source, directory)));
        try {
            root.make();
        } catch (IOException e) {
            whenListed.run();
            throw e;
        }
        try (RemoteScan scan = new RemoteScan(run.clients().of(source), source.request(), true, wanted, whenListed)) {
            for (RemoteFile entry = scan.next(); entry != null; entry = scan.next()) {
                copy(source.child(entry.name()), entry, target, directories);
            }
        } catch (CancellationException | InterruptedException e) {
            throw new CancellationException();
        } catch (OutputClosedException e) {
            throw e;
        } catch (Exception e) {
            run.report().failed(source, e);
        }
        directories.leaveAll();
        if (self != null) {
            run.add(new DirectoryEnd(source, root));
        }
    }

    private void copy(RemoteName source, RemoteFile entry, Path target, LocalDirectories directories) {
        try {
            switch (entry.kind()) {
                case DIRECTORY -> directories.enter(entry);
                case FILE -> {
                    Path file = entry.resolveIn(target);
                    directories.enterParent(entry.name());
                    run.add(new GetToFile(source, requests.apply(source), file, true, run));
                }
                case LINK -> run.report().skipped(source.text(), "a symbolic link");
                case OTHER -> run.report().skipped(source.text(), "neither a file nor a directory");
            }
        } catch (IOException | FileTransferException e) {
            run.report().failed(source, e);
        }
    }
}
