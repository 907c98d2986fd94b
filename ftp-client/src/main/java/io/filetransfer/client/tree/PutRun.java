package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Puts a tree while it is still being found. */
final class PutRun implements TreeRun.Task, LocalWalk.Notices {
    private final TreePut put;
    private final TreeRun run;
    private final AtomicBoolean counting = new AtomicBoolean();

    PutRun(TreePut put, TreeRun run) {
        this.put = put;
        this.run = run;
    }

    @Override
    public void work() throws InterruptedException {
        try (LocalWalk walk = open()) {
            copy(walk);
        }
    }

    private LocalWalk open() {
        try {
            return new LocalWalk(put.source(), put.filter(), put.follow(), this);
        } catch (NoSuchFileException e) {
            throw new FileTransferException.LocalFile(put.source() + ": No such local directory", e);
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(
                    put.source() + ": The local directory cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void copy(LocalWalk walk) throws InterruptedException {
        List<RemoteDirectory> onTheWay = new ArrayList<>();
        onTheWay.add(RemoteDirectory.make(run, "", put.source(), put.target()));
        for (LocalEntry entry = walk.next(); entry != null; entry = walk.next()) {
            onTheWay.subList(entry.depth() + 1, onTheWay.size()).clear();
            String name = TreeEntry.remoteName(put.target(), entry.name());
            if (entry.directory()) {
                onTheWay.add(RemoteDirectory.make(run, entry.name(), entry.path(), name));
            } else {
                run.tally.found(entry.size());
                TreeEntry file = new TreeEntry(entry.name(), Kind.FILE, entry.size(), entry.path(), name);
                PutRequest request = put.each().apply(PutRequest.of(name));
                run.queue.submit(new PutItem(run, file, request, onTheWay.get(entry.depth())));
            }
        }
    }

    /**
     * What is found is never far ahead of what is sent, so that little waits in memory: how much there is in all would be
     * known at the end only. Who wants to know it has all counted meanwhile, by a walk that keeps nothing.
     */
    @Override
    public void progressWanted() {
        if (run.isScanning() && counting.compareAndSet(false, true)) {
            Thread thread = new Thread(this::count, "ftp-client-tree-count");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void count() {
        try (LocalWalk walk = new LocalWalk(put.source(), put.filter(), put.follow(), new Unheard())) {
            for (LocalEntry entry = walk.next(); entry != null; entry = walk.next()) {
                if (!run.isScanning() || run.queue.isCancelled()) {
                    return;
                }
                if (!entry.directory()) {
                    run.tally.counted(entry.size());
                }
            }
            run.tally.allCounted();
        } catch (IOException e) {
            // The walk that finds what is sent has the same trouble, and tells it.
        }
    }

    /** What the count leaves out is reported by the walk that finds what is sent. */
    private static final class Unheard implements LocalWalk.Notices {
        @Override
        public void unreadable(TreeEntry entry, IOException cause) {}

        @Override
        public void passedOver(TreeEntry entry, String reason) {}

        @Override
        public void leftAlone(TreeEntry entry, NoContent what) {}
    }

    @Override
    public void unreadable(TreeEntry entry, IOException cause) {
        run.tally.failed(entry, cause);
    }

    @Override
    public void passedOver(TreeEntry entry, String reason) {
        run.tally.skipped(entry, reason);
    }

    @Override
    public void leftAlone(TreeEntry entry, NoContent what) {
        run.tally.skipped(entry, what.reason());
    }
}
