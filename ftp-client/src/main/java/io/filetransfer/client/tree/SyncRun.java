package io.filetransfer.client.tree;

import io.filetransfer.client.tree.TreeChange.Action;
import io.filetransfer.codec.Digest;

/**
 * A sync at work: lists both trees, compares them, and carries out what comes of that, or only tells it. The order is such
 * that nothing is removed before all that replaces it is there, and nothing at all if some of that could not be sent:
 *
 * <pre>
 *   names cleared, directories made, files moved, times and bits set, files sent, directories removed in whose places
 *   files come, and these sent; all else removed, files first; times and bits of directories set
 * </pre>
 */
final class SyncRun implements TreeRun.Task {
    private final TreeSync sync;
    private final TreeRun run;
    private final SyncTrees trees;
    private final SyncDigests digests;

    SyncRun(TreeSync sync, TreeRun run) {
        this.sync = sync;
        this.run = run;
        this.trees = new SyncTrees(sync.local(), sync.remote(), sync.toServer(), sync.filter());
        this.digests = new SyncDigests(trees, run);
    }

    @Override
    public void work() throws InterruptedException {
        try (SyncScan scan = new SyncScan(trees, run)) {
            scan.run();
            String incomplete = scan.incomplete();
            boolean deletes = sync.delete() && incomplete == null;
            SyncComparison comparison = new SyncComparison(sync.checksum(), sync.keepMode(), scan.modesOfTarget());
            try (SyncPlan plan = new SyncPlan(trees, comparison, deletes, run.tally)) {
                plan.rootIsMissing = scan.rootIsMissing();
                new SyncJoin(plan, deletes).run(scan::nextOfSource, scan::nextOfTarget);
                compare(plan);
                new SyncRenames(sync.toServer(), comparison, digests, run.queue, plan).find();
                run.scanEnded();
                if (sync.dryRun()) {
                    tell(plan);
                } else {
                    carryOut(plan);
                }
            }
            if (sync.delete() && !deletes) {
                skipAll("nothing is removed, as " + incomplete + " could not be read completely");
            }
        }
    }

    private void compare(SyncPlan plan) throws InterruptedException {
        for (SyncPair pair = plan.doubtful.next(); pair != null; pair = plan.doubtful.next()) {
            SyncPair same = pair;
            Digest local = digests.local(pair.source(), sync.digestAlgorithm());
            digests.find(pair.source(), false, sync.digestAlgorithm(), remote -> {
                if (remote != null && remote.equals(local)) {
                    plan.sameContent(same.source(), same.target());
                } else {
                    plan.send(same.source());
                }
            });
        }
        run.queue.awaitAll();
    }

    private SyncTarget target() {
        return sync.toServer()
                ? new RemoteTarget(
                        trees,
                        put -> put.toBuilder()
                                .digestAlgorithm(sync.digestAlgorithm())
                                .keepMode(sync.keepMode())
                                .build(),
                        run)
                : new LocalTarget(
                        trees,
                        sync.keepMode(),
                        get -> get.toBuilder()
                                .digestAlgorithm(sync.digestAlgorithm())
                                .keepMode(sync.keepMode())
                                .build(),
                        run);
    }

    private void carryOut(SyncPlan plan) throws InterruptedException {
        try (SyncTarget target = target()) {
            if (plan.rootIsMissing) {
                target.makeRoot();
                run.queue.awaitAll();
            }
            each(plan.clears, target::remove);
            long failures = run.tally.failures();
            each(plan.directories, target::makeDirectory);
            long unmade = run.tally.failures() - failures;
            each(
                    plan.moves,
                    move -> target.move(move, failed -> {
                        plan.send(failed.source());
                        plan.removeFile(failed.target());
                    }));
            each(plan.attributes, target::setAttributes);
            failures = run.tally.failures();
            each(plan.sends, target::send);
            if (plan.isWhole() && unmade == 0 && run.tally.failures() == failures) {
                replaceAndRemove(plan, new Removing(target::remove, run.queue::awaitAll), target::send);
            } else {
                removeNothing(plan);
            }
            each(plan.left, target::leaveDirectory);
            each(plan.directoryAttributes, entry -> changed(Action.SET_ATTRIBUTES, entry));
        }
    }

    /** In the same order. */
    private void tell(SyncPlan plan) throws InterruptedException {
        if (plan.rootIsMissing) {
            run.tally.changed(Action.MAKE_DIRECTORY, trees.root(), null);
        }
        each(plan.clears, entry -> changed(Action.DELETE, entry));
        each(plan.directories, entry -> changed(Action.MAKE_DIRECTORY, entry));
        each(
                plan.moves,
                move -> run.tally.changed(
                        Action.MOVE, trees.entry(move.source()), move.target().path()));
        each(plan.attributes, entry -> changed(Action.SET_ATTRIBUTES, entry));
        each(plan.sends, entry -> changed(Action.SEND, entry));
        if (plan.isWhole()) {
            Removing removing = new Removing(entry -> changed(Action.DELETE, entry), () -> {});
            replaceAndRemove(plan, removing, entry -> changed(Action.SEND, entry));
        } else {
            removeNothing(plan);
        }
        each(plan.directoryAttributes, entry -> changed(Action.SET_ATTRIBUTES, entry));
    }

    private void changed(Action action, SyncEntry entry) {
        run.tally.changed(action, trees.entry(entry), null);
    }

    private void skipAll(String reason) {
        run.tally.skipped(trees.root(), reason);
    }

    private void removeNothing(SyncPlan plan) throws InterruptedException {
        if (plan.removalCount() > 0) {
            each(plan.sendsAfterRemovals, source -> plan.blocked(source, "a directory is in its place"));
            skipAll("nothing is removed, as not all could be sent");
        }
    }

    /** No more than the limit. */
    private void replaceAndRemove(SyncPlan plan, Removing removing, Step<SyncEntry> send) throws InterruptedException {
        run.tally.undeleted(Math.max(0, plan.removalCount() - sync.maxDelete()));
        long failures = run.tally.failures();
        sendInPlaces(plan, removing.remove(plan.replaced), send);
        if (run.tally.failures() == failures) {
            removing.remove(plan.removals);
        } else if (plan.removals.count() > 0) {
            skipAll("nothing more is removed, as not all could be sent");
        }
    }

    /** Removes things, or only tells of it, until the limit is reached. */
    private final class Removing {
        private final Step<SyncEntry> removal;
        private final Barrier levelDone;
        private long left = sync.maxDelete();

        Removing(Step<SyncEntry> removal, Barrier levelDone) {
            this.removal = removal;
            this.levelDone = levelDone;
        }

        /**
         * Files, then directories, the deepest first.
         *
         * @return the last directory, or null if there was none
         */
        SyncEntry remove(SyncRemovals removals) throws InterruptedException {
            SyncEntry file = left > 0 ? removals.nextFile() : null;
            for (; file != null; file = --left > 0 ? removals.nextFile() : null) {
                run.queue.checkCancelled();
                removal.take(file);
            }
            levelDone.await();
            SyncEntry last = null;
            SyncEntry directory = left > 0 ? removals.nextDirectory() : null;
            for (; directory != null; directory = --left > 0 ? removals.nextDirectory() : null) {
                run.queue.checkCancelled();
                if (last != null && SyncPlan.depth(directory) != SyncPlan.depth(last)) {
                    levelDone.await(); // what is in a directory goes first, whichever connection it takes
                }
                removal.take(directory);
                last = directory;
            }
            levelDone.await();
            return last;
        }
    }

    /** @param last directory that was removed, or null */
    private void sendInPlaces(SyncPlan plan, SyncEntry last, Step<SyncEntry> send) throws InterruptedException {
        each(plan.sendsAfterRemovals, source -> {
            if (last != null && SyncPlan.BY_DEPTH.compare(source, last) <= 0) {
                send.take(source);
            } else {
                plan.blocked(source, "a directory is in its place, and no more may be removed");
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
            run.queue.checkCancelled();
            step.take(element);
        }
        run.queue.awaitAll();
    }
}
