package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import java.util.Comparator;
import java.util.List;

/** All that a sync is to do, found out before any of it is done. Of any length in little memory. */
final class SyncPlan implements SyncJoin.Actions, AutoCloseable {
    /** Deepest first: what is in a directory goes before it. By the path alone, whatever is there. */
    static final Comparator<SyncEntry> BY_DEPTH = Comparator.comparingInt((SyncEntry entry) -> depth(entry))
            .reversed()
            .thenComparing(SyncEntry.BY_PATH);

    private final SyncTrees trees;
    private final TreeTally tally;

    /** Of the target: what makes room for something of another kind. */
    final SpillList<SyncEntry> clears = new SpillList<>(SyncEntry.FORMAT);

    final SpillList<SyncEntry> directories = new SpillList<>(SyncEntry.FORMAT);
    final SpillList<SyncEntry> sends = new SpillList<>(SyncEntry.FORMAT);
    final SpillList<SyncEntry> sendsAfterRemovals = new SpillList<>(SyncEntry.FORMAT);
    final SpillList<SyncPair> moves = new SpillList<>(SyncPair.FORMAT);
    /** Files, then directories, of a local target whose time or permission bits differ. */
    final SpillList<SyncEntry> attributes = new SpillList<>(SyncEntry.FORMAT);

    final SpillList<SyncEntry> directoryAttributes = new SpillList<>(SyncEntry.FORMAT);
    /** All directories of a local target, each after what is in it. */
    final SpillList<SyncEntry> left = new SpillList<>(SyncEntry.FORMAT);

    /** Directories in whose place a file of the source comes, with all in them. */
    final SyncRemovals replaced = new SyncRemovals();

    final SyncRemovals removals = new SyncRemovals();
    /** Files of the same size, whose digests will tell. */
    final SpillList<SyncPair> doubtful = new SpillList<>(SyncPair.FORMAT);
    /** Files that only one side has. */
    final ExternalSort<SyncEntry> created = new ExternalSort<>(SyncEntry.FORMAT, SyncEntry.BY_SIZE);

    final ExternalSort<SyncEntry> removed = new ExternalSort<>(SyncEntry.FORMAT, SyncEntry.BY_SIZE);
    boolean rootIsMissing;
    private long refused;

    private final boolean moving;
    private final SyncComparison comparison;

    /** @param moving whether files may be moved on the target instead of sent again */
    SyncPlan(SyncTrees trees, SyncComparison comparison, boolean moving, TreeTally tally) {
        this.trees = trees;
        this.comparison = comparison;
        this.moving = moving;
        this.tally = tally;
    }

    @Override
    public void makeDirectory(SyncEntry source) {
        if (!isRefused(source)) {
            directories.add(source);
        }
    }

    @Override
    public void leaveDirectory(SyncEntry source, SyncEntry target) {
        if (trees.toServer()) {
            return;
        }
        left.add(source);
        if (target != null && comparison.attributesDiffer(source, target)) {
            directoryAttributes.add(source);
        }
    }

    @Override
    public void create(SyncEntry source) {
        if (isRefused(source)) {
            return;
        }
        if (moving && source.size() > 0) {
            created.add(source);
        } else {
            addToSends(source);
        }
    }

    @Override
    public void compare(SyncEntry source, SyncEntry target) {
        if (source.size() != target.size()) {
            send(source);
        } else if (comparison.checksum()) {
            doubtful.add(new SyncPair(source, target));
        } else if (source.sameTimeAs(target)) {
            sameContent(source, target);
        } else {
            send(source);
        }
    }

    void sameContent(SyncEntry source, SyncEntry target) {
        if (!trees.toServer() && comparison.attributesDiffer(source, target)) {
            attributes.add(source);
        } else if (trees.toServer() && !comparison.sameMode(source, target)) {
            send(source);
        }
    }

    @Override
    public void clear(SyncEntry target) {
        clears.add(target);
    }

    @Override
    public void send(SyncEntry source) {
        if (!isRefused(source)) {
            addToSends(source);
        }
    }

    private void addToSends(SyncEntry source) {
        tally.found(source.size());
        sends.add(source);
    }

    /** Reported as failed, if it is known now that it cannot be sent. */
    private boolean isRefused(SyncEntry source) {
        FileTransferException failure = trees.toServer() ? Foreseen.failure(trees.entry(source)) : null;
        if (failure == null) {
            return false;
        }
        refused++;
        tally.failed(trees.entry(source), failure);
        return true;
    }

    /** Whether all of the source can be sent, as far as is known. */
    boolean isWhole() {
        return refused == 0;
    }

    @Override
    public void remove(SyncEntry target) {
        if (moving && isFile(target) && target.size() > 0) {
            removed.add(target);
        } else {
            removals.add(target);
        }
    }

    @Override
    public void removeForAnother(SyncEntry target) {
        replaced.add(target);
    }

    /** A file that is not moved. */
    void removeFile(SyncEntry target) {
        removals.add(target);
    }

    @Override
    public void sendAfterRemovals(SyncEntry source) {
        if (isRefused(source)) {
            return;
        }
        tally.found(source.size());
        sendsAfterRemovals.add(source);
    }

    @Override
    public void blocked(SyncEntry source, String reason) {
        ErrorCode code = source.isDirectory() ? ErrorCode.NOT_A_DIRECTORY : ErrorCode.NOT_A_FILE;
        TreeEntry entry = trees.entry(source);
        tally.failed(
                entry, new FileTransferException(code, false, entry.remote() + ": Is left as it is: " + reason, null));
    }

    @Override
    public void keep(SyncEntry entry, String reason) {
        tally.skipped(trees.entry(entry), reason);
    }

    long removalCount() {
        return replaced.count() + removals.count();
    }

    private static boolean isFile(SyncEntry entry) {
        return switch (entry.kind()) {
            case FILE -> true;
            case DIRECTORY, LINK, OTHER -> false;
        };
    }

    static int depth(SyncEntry entry) {
        int depth = 0;
        for (int slash = entry.path().indexOf('/');
                slash >= 0;
                slash = entry.path().indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }

    @Override
    public void close() {
        List.of(clears, directories, sends, sendsAfterRemovals, attributes, directoryAttributes, left)
                .forEach(SpillList::close);
        moves.close();
        doubtful.close();
        replaced.close();
        removals.close();
        created.close();
        removed.close();
    }
}
