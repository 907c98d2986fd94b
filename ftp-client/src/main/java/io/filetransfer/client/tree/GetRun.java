package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * Gets a tree while the server is still listing it. Local names come only from {@link RemoteFile#resolveIn}, so that
 * nothing lands anywhere else, whatever the server lists.
 */
final class GetRun implements TreeRun.Task {
    /** How long the listing is waited for before others are looked after. */
    private static final long PATIENCE_MILLIS = 50;

    private final TreeGet get;
    private final TreeRun run;
    private boolean listedAny;

    GetRun(TreeGet get, TreeRun run) {
        this.get = get;
        this.run = run;
    }

    @Override
    public void work() throws InterruptedException {
        TreeEntry whole = new TreeEntry("", Kind.DIRECTORY, 0, get.target(), get.source());
        LocalDirectory root = LocalDirectory.of(get.target(), null, get.self(), get.keepTimes(), get.keepMode());
        // With what the server says of it comes its name, which may be a link here that others made.
        boolean isThere = get.self() == null && Files.isDirectory(get.target());
        LocalDirectories directories = new LocalDirectories(get.target(), root, get.keepTimes(), get.keepMode());
        try (RemoteScan scan =
                RemoteScan.open(run.client, get.source(), get.recursive(), this::takes, run::scanEnded)) {
            while (!scan.isOver()) {
                RemoteFile entry = next(scan, whole);
                if (!isThere && (entry != null || scan.isOver())) {
                    root.make(); // not for a source that is missing
                    isThere = true;
                }
                if (entry == null) {
                    run.queue.tellEnded();
                } else {
                    copy(entry, directories);
                }
            }
        } catch (IOException e) {
            run.tally.failed(whole, e);
            return;
        }
        directories.leaveAll();
    }

    private boolean takes(RemoteFile entry) {
        boolean takes = get.filter().takesWithParents(entry.name(), entry.kind() == Kind.DIRECTORY);
        if (takes && entry.kind() == Kind.FILE) {
            run.tally.found(entry.size());
        }
        return takes;
    }

    /** Null if there is none at present, or no more. */
    private RemoteFile next(RemoteScan scan, TreeEntry whole) throws InterruptedException {
        try {
            RemoteFile entry = scan.next(PATIENCE_MILLIS);
            listedAny |= entry != null;
            return entry;
        } catch (CancellationException | FileTransferException.Unreachable e) {
            throw e; // the client was closed, or all that is left would fail like this
        } catch (FileTransferException.Incomplete e) {
            run.tally.failed(whole, e);
            return null;
        } catch (RuntimeException e) {
            if (!listedAny) {
                throw e; // there is no tree, or none that can be listed
            }
            run.tally.failed(whole, e);
            return null;
        }
    }

    private void copy(RemoteFile found, LocalDirectories directories) throws InterruptedException {
        TreeEntry entry = new TreeEntry(
                found.name(), found.kind(), found.size(), null, TreeEntry.remoteName(get.source(), found.name()));
        GetItem file = null;
        boolean made = false;
        try {
            Path local = found.resolveIn(get.target());
            entry = new TreeEntry(entry.path(), entry.kind(), entry.size(), local, entry.remote());
            switch (found.kind()) {
                case DIRECTORY -> made = get.recursive() && directories.enter(found);
                case FILE -> {
                    LocalDirectory parent = directories.enterParent(found.name());
                    file = new GetItem(run, entry, request(entry, parent.isNew()), parent);
                }
                case LINK, OTHER -> {}
            }
        } catch (IOException | FileTransferException e) {
            run.tally.failed(entry, e);
            return;
        }
        // What this throws is not the entry's failure: it tells of others, and may end the tree.
        switch (found.kind()) {
            case DIRECTORY -> {
                if (!get.recursive()) {
                    run.tally.skipped(entry, "a directory");
                } else if (made) {
                    run.tally.changed(TreeChange.Action.MAKE_DIRECTORY, entry, null);
                }
            }
            case FILE -> run.queue.submit(file);
            case LINK -> run.tally.skipped(entry, "a symbolic link");
            case OTHER -> run.tally.skipped(entry, "neither a file nor a directory");
        }
    }

    private GetRequest request(TreeEntry file, boolean newTarget) {
        return get.each()
                .apply(GetRequest.of(file.remote()).toBuilder()
                        .keepTimes(get.keepTimes())
                        .keepMode(get.keepMode())
                        .expectedSize(file.size())
                        .newTarget(newTarget)
                        .build());
    }
}
