package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.ModeRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletableFuture;

/** Lists both trees of a sync whole: the local one on the tree's thread, the other one meanwhile. */
final class SyncScan implements LocalWalk.Notices, AutoCloseable {
    private final SyncTrees trees;
    private final TreeRun run;
    private final ExternalSort<SyncEntry> local = new ExternalSort<>(SyncEntry.FORMAT, SyncEntry.BY_PATH);
    private final ExternalSort<SyncEntry> remote = new ExternalSort<>(SyncEntry.FORMAT, SyncEntry.BY_PATH);
    /** What the server listed and is not transferred; told when the listing has ended. */
    private final SpillList<SyncEntry> strange = new SpillList<>(SyncEntry.FORMAT);

    /** Known before the first remote entry. */
    private volatile ModeRule modes = ModeRule.NONE;

    private boolean rootIsMissing;
    private boolean sourceIsComplete = true;
    private boolean targetIsComplete = true;

    SyncScan(SyncTrees trees, TreeRun run) {
        this.trees = trees;
        this.run = run;
    }

    SyncEntry nextOfSource() {
        return trees.toServer() ? local.next() : remote.next();
    }

    SyncEntry nextOfTarget() {
        return trees.toServer() ? remote.next() : local.next();
    }

    /** What the target makes of the permission bits of files. */
    ModeRule modesOfTarget() {
        return trees.toServer() ? modes : ModeRule.NONE;
    }

    /** Whether the target is to be made. */
    boolean rootIsMissing() {
        return rootIsMissing;
    }

    /** The tree of which something is not known, by a word for the user; null if there is none. */
    String incomplete() {
        return !sourceIsComplete ? "the source" : !targetIsComplete ? "the target" : null;
    }

    /** @throws FileTransferException if the source is missing, or one of the trees cannot be listed */
    void run() throws InterruptedException {
        Listing listing = new Listing();
        run.queue.submit(listing);
        if (!trees.toServer() && !Files.exists(trees.local())) {
            rootIsMissing = true;
        } else {
            walk();
        }
        run.queue.awaitAll();
        listing.check();
        for (SyncEntry entry = strange.next(); entry != null; entry = strange.next()) {
            tellStrange(entry);
        }
    }

    private void walk() throws InterruptedException {
        try {
            if (!Files.isDirectory(trees.local()) && Files.exists(trees.local())) {
                throw new NotDirectoryException(trees.local().toString());
            }
            // A link that was named itself is followed, those below it are not.
            try (LocalWalk walk = new LocalWalk(trees.local(), trees.filter(), false, this)) {
                for (LocalEntry entry = walk.next(); entry != null; entry = walk.next()) {
                    run.queue.checkCancelled();
                    run.tally.listed();
                    local.add(SyncEntry.of(entry));
                }
            }
        } catch (NoSuchFileException e) {
            throw new FileTransferException.LocalFile(trees.local() + ": No such local directory", e);
        } catch (NotDirectoryException e) {
            throw new FileTransferException.LocalFile(trees.local() + ": Is not a directory", e);
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(
                    trees.local() + ": The local directory cannot be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void unreadable(TreeEntry entry, IOException cause) {
        run.tally.failed(trees.entry(entry.path(), entry.kind(), 0), cause);
        sourceIsComplete &= !trees.toServer();
        if (entry.kind() != Kind.DIRECTORY) {
            local.add(SyncEntry.kept(entry.path()));
        }
    }

    @Override
    public void passedOver(TreeEntry entry, String reason) {
        if (trees.toServer()) {
            run.tally.skipped(trees.entry(entry.path(), entry.kind(), 0), reason);
            local.add(SyncEntry.kept(entry.path()));
        } else {
            local.add(new SyncEntry(entry.path(), entry.kind(), false, 0, null, -1, null));
        }
    }

    @Override
    public void leftAlone(TreeEntry entry, NoContent what) {
        switch (what) {
            case SERVER -> {
                run.tally.skipped(entry, what.reason());
                local.add(SyncEntry.kept(entry.path()));
            }
            case INTERRUPTED_GET -> {
                if (trees.toServer()) {
                    run.tally.skipped(entry, what.reason());
                }
                local.add(SyncEntry.leftover(entry.path()));
            }
        }
    }

    @Override
    public void leftOut(String name) {
        local.add(SyncEntry.kept(name));
    }

    /** By another thread than all the rest, until the listing has ended. */
    private void addRemote(RemoteFile file) {
        boolean directory = file.kind() == Kind.DIRECTORY;
        if (!trees.filter().takesWithParents(file.name(), directory)) {
            int slash = file.name().lastIndexOf('/');
            if (slash < 0 || trees.filter().takesWithParents(file.name().substring(0, slash), true)) {
                remote.add(SyncEntry.kept(file.name()));
            }
            return;
        }
        try {
            file.resolveIn(trees.local());
        } catch (FileTransferException unsafe) {
            strange.add(SyncEntry.kept(file.name()));
            return;
        }
        if (NoContent.isAbove(file.name())) {
            return;
        }
        boolean taken = switch (file.kind()) {
            case FILE -> true;
            case DIRECTORY -> NoContent.ofDirectory(file.name()) == null;
            case LINK, OTHER -> trees.toServer();
        };
        remote.add(taken ? SyncEntry.of(file) : SyncEntry.kept(file.name()));
        if (!taken) {
            strange.add(SyncEntry.of(file));
        }
    }

    private void tellStrange(SyncEntry entry) {
        if (entry.kept()) {
            sourceIsComplete &= trees.toServer();
            run.tally.failed(
                    new TreeEntry(entry.path(), Kind.OTHER, 0, null, entry.path()),
                    new FileTransferException(
                            ErrorCode.BAD_NAME,
                            false,
                            "The server listed a name that is no path below the directory",
                            null));
        } else {
            TreeEntry there = new TreeEntry(
                    entry.path(), entry.kind(), 0, null, TreeEntry.remoteName(trees.remote(), entry.path()));
            run.tally.skipped(there, reason(entry.kind()));
        }
    }

    private static String reason(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> NoContent.SERVER.reason();
            case LINK -> "a symbolic link";
            case FILE, OTHER -> "neither a file nor a directory";
        };
    }

    @Override
    public void close() {
        local.close();
        remote.close();
        strange.close();
    }

    private final class Listing extends TreeItem<Long> {
        private long listed;
        private Throwable failure;

        Listing() {
            super(run.tally, trees.root());
        }

        @Override
        boolean isFile() {
            return false;
        }

        @Override
        protected CompletableFuture<Long> start() {
            return follow(run.client.list(trees.remote(), true, rule -> modes = rule, file -> {
                listed++;
                run.tally.listed();
                addRemote(file);
            }));
        }

        @Override
        protected void done(Long count) {}

        @Override
        void entryFailed(Throwable cause) {
            failure = cause;
        }

        void check() {
            if (failure == null) {
                return;
            }
            boolean incomplete = failure instanceof FileTransferException.Incomplete;
            if (trees.toServer() && failure instanceof FileTransferException.NotFound && listed == 0) {
                rootIsMissing = true;
            } else if (trees.toServer() && incomplete) {
                targetIsComplete = false;
                run.tally.failed(entry, failure);
            } else if (!trees.toServer() && (incomplete || listed > 0)) {
                sourceIsComplete = false;
                run.tally.failed(entry, failure);
            } else if (failure instanceof RuntimeException known) {
                throw known;
            } else {
                throw new IllegalStateException(failure);
            }
        }
    }
}
