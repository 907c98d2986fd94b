package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.tree.SyncPlan.Pair;
import io.filetransfer.client.tree.TreeChange.Action;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A sync at work: lists both trees, compares them, and carries out what comes of that, or only tells it. The order is such
 * that nothing is removed before all that replaces it is there, and nothing at all if some of that could not be sent:
 *
 * <pre>
 *   names cleared, directories made, files moved, times and bits set, files sent, files removed, directories removed,
 *   files sent in their places, times and bits of directories set
 * </pre>
 */
final class SyncRun extends TreeRun {
    private static final int READ = 256 << 10;

    private final TreeSync sync;

    SyncRun(TreeSync sync, FileTransferClient client, TreeListener listener) {
        super(client, listener);
        this.sync = sync;
    }

    @Override
    void work() throws InterruptedException {
        try (SyncScan scan = new SyncScan(sync, this)) {
            scan.run();
            String incomplete = scan.incomplete();
            boolean deletes = sync.delete() && incomplete == null;
            try (SyncPlan plan = new SyncPlan(sync, this, deletes, scan.modesOfTarget())) {
                plan.rootIsMissing = scan.rootIsMissing();
                new SyncJoin(plan, deletes).run(scan::nextOfSource, scan::nextOfTarget);
                compare(plan);
                new SyncRenames(sync, this, plan).find();
                scanEnded();
                if (sync.dryRun()) {
                    tell(plan);
                } else {
                    carryOut(plan);
                }
            }
            if (sync.delete() && !deletes) {
                skipped(root(), "nothing is removed, as " + incomplete + " could not be read completely");
            }
        }
    }

    private void compare(SyncPlan plan) throws InterruptedException {
        for (Pair pair = plan.doubtful.next(); pair != null; pair = plan.doubtful.next()) {
            Pair same = pair;
            Digest local = localDigest(pair.source(), sync.digestAlgorithm());
            digest(pair.source(), false, sync.digestAlgorithm(), remote -> {
                if (remote != null && remote.equals(local)) {
                    plan.sameContent(same.source(), same.target());
                } else {
                    plan.send(same.source());
                }
            });
        }
        awaitAll();
    }

    private void carryOut(SyncPlan plan) throws InterruptedException {
        try (SyncTarget target = sync.toServer() ? new RemoteTarget(sync, this) : new LocalTarget(sync, this)) {
            if (plan.rootIsMissing) {
                target.makeRoot();
                awaitAll();
            }
            each(plan.clears, target::remove);
            long failures = failures();
            each(plan.directories, target::makeDirectory);
            long unmade = failures() - failures;
            each(
                    plan.moves,
                    move -> target.move(move, failed -> {
                        plan.send(failed.source());
                        plan.removeFile(failed.target());
                    }));
            each(plan.attributes, target::setAttributes);
            failures = failures();
            each(plan.sends, target::send);
            if (plan.isWhole() && unmade == 0 && failures() == failures) {
                sendInPlaces(plan, remove(plan, target::remove, this::awaitAll), target::send);
            } else {
                removeNothing(plan);
            }
            each(plan.left, target::leaveDirectory);
            each(plan.directoryAttributes, entry -> changed(Action.SET_ATTRIBUTES, entry(entry), null));
        }
    }

    /** In the same order. */
    private void tell(SyncPlan plan) throws InterruptedException {
        if (plan.rootIsMissing) {
            changed(Action.MAKE_DIRECTORY, root(), null);
        }
        each(plan.clears, entry -> changed(Action.DELETE, entry(entry), null));
        each(plan.directories, entry -> changed(Action.MAKE_DIRECTORY, entry(entry), null));
        each(
                plan.moves,
                move -> changed(Action.MOVE, entry(move.source()), move.target().path()));
        each(plan.attributes, entry -> changed(Action.SET_ATTRIBUTES, entry(entry), null));
        each(plan.sends, entry -> changed(Action.SEND, entry(entry), null));
        if (plan.isWhole()) {
            SyncEntry last = remove(plan, entry -> changed(Action.DELETE, entry(entry), null), () -> {});
            sendInPlaces(plan, last, entry -> changed(Action.SEND, entry(entry), null));
        } else {
            removeNothing(plan);
        }
        each(plan.directoryAttributes, entry -> changed(Action.SET_ATTRIBUTES, entry(entry), null));
    }

    private void removeNothing(SyncPlan plan) throws InterruptedException {
        if (plan.removalCount() > 0) {
            each(plan.sendsAfterRemovals, source -> blocked(source, "a directory is in its place"));
            skipped(root(), "nothing is removed, as not all could be sent");
        }
    }

    /**
     * Files, then directories, the deepest first; no more than the limit.
     *
     * @return the last directory, or null if there was none
     */
    private SyncEntry remove(SyncPlan plan, Step<SyncEntry> removal, Barrier levelDone) throws InterruptedException {
        long left = sync.maxDelete();
        undeleted(Math.max(0, plan.removalCount() - left));
        SyncEntry file = left > 0 ? plan.removals.next() : null;
        for (; file != null; file = --left > 0 ? plan.removals.next() : null) {
            checkCancelled();
            removal.take(file);
        }
        levelDone.await();
        SyncEntry last = null;
        SyncEntry directory = left > 0 ? plan.directoryRemovals.next() : null;
        for (; directory != null; directory = --left > 0 ? plan.directoryRemovals.next() : null) {
            checkCancelled();
            if (last != null && SyncPlan.depth(directory) != SyncPlan.depth(last)) {
                levelDone.await(); // what is in a directory goes first, whichever connection it takes
            }
            removal.take(directory);
            last = directory;
        }
        levelDone.await();
        return last;
    }

    /** @param last directory that was removed, or null */
    private void sendInPlaces(SyncPlan plan, SyncEntry last, Step<SyncEntry> send) throws InterruptedException {
        each(plan.sendsAfterRemovals, source -> {
            if (last != null && SyncPlan.BY_DEPTH.compare(source, last) <= 0) {
                send.take(source);
            } else {
                blocked(source, "a directory is in its place, and no more may be removed");
            }
        });
    }

    private interface Step<T> {
        void take(T element) throws InterruptedException;
    }

    private interface Barrier {
        void await() throws InterruptedException;
    }

    private <T> void each(SpillList<T> list, Step<T> step) throws InterruptedException {
        for (T element = list.next(); element != null; element = list.next()) {
            checkCancelled();
            step.take(element);
        }
        awaitAll();
    }

    TreeEntry root() {
        return new TreeEntry("", Kind.DIRECTORY, 0, sync.local(), sync.remote());
    }

    TreeEntry entry(SyncEntry entry) {
        return entry(entry.path(), entry.kind(), entry.size());
    }

    TreeEntry entry(String path, Kind kind, long size) {
        return new TreeEntry(path, kind, size, local(path), TreeEntry.remoteName(sync.remote(), path));
    }

    private Path local(String name) {
        return sync.local().resolve(NameText.path(sync.local().getFileSystem(), name));
    }

    void blocked(SyncEntry source, String reason) {
        ErrorCode code = source.isDirectory() ? ErrorCode.NOT_A_DIRECTORY : ErrorCode.NOT_A_FILE;
        TreeEntry entry = entry(source);
        failed(entry, new FileTransferException(code, false, entry.remote() + ": Is left as it is: " + reason, null));
    }

    /**
     * Has a file's digest found out.
     *
     * @param here on this side, now; otherwise on the server, soon
     * @param then gets it, or null if there is none; on the tree's thread
     */
    void digest(SyncEntry file, boolean here, DigestAlgorithm algorithm, Consumer<Digest> then)
            throws InterruptedException {
        if (here) {
            then.accept(localDigest(file, algorithm));
        } else {
            submit(new RemoteDigest(entry(file.path(), file.kind(), 0), algorithm, then));
        }
    }

    /** Null if it cannot be read. */
    Digest localDigest(SyncEntry file, DigestAlgorithm algorithm) {
        Path path = local(file.path());
        RunningDigest digest = new RunningDigest(algorithm);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ, Math.max(1, file.size())));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (channel.read(buffer) >= 0) {
                checkCancelled();
                digest.update(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            return null;
        }
        return digest.digest();
    }

    private final class RemoteDigest extends TreeItem<Digest> {
        private final DigestAlgorithm algorithm;
        private final Consumer<Digest> then;

        RemoteDigest(TreeEntry entry, DigestAlgorithm algorithm, Consumer<Digest> then) {
            super(SyncRun.this, entry);
            this.algorithm = algorithm;
            this.then = then;
        }

        @Override
        boolean isFile() {
            return false;
        }

        @Override
        CompletableFuture<Digest> start() {
            return follow(client.digest(entry.remote(), algorithm));
        }

        @Override
        void done(Digest digest) {
            then.accept(digest);
        }

        @Override
        void failed(Throwable cause) {
            then.accept(null);
        }
    }
}
