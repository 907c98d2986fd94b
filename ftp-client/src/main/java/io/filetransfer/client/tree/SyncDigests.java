package io.filetransfer.client.tree;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.RunningDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Digests of files on both sides of a sync: read here, asked for there. */
final class SyncDigests {
    private static final int READ = 256 << 10;

    private final SyncTrees trees;
    private final TreeRun run;

    SyncDigests(SyncTrees trees, TreeRun run) {
        this.trees = trees;
        this.run = run;
    }

    /**
     * Has a file's digest found out.
     *
     * @param here on this side, now; otherwise on the server, soon
     * @param then gets it, or null if there is none; on the tree's thread
     */
    void find(SyncEntry file, boolean here, DigestAlgorithm algorithm, Consumer<Digest> then)
            throws InterruptedException {
        if (here) {
            then.accept(local(file, algorithm));
        } else {
            run.queue.submit(new RemoteDigest(trees.entry(file.path(), file.kind(), 0), algorithm, then));
        }
    }

    /** Null if it cannot be read. */
    Digest local(SyncEntry file, DigestAlgorithm algorithm) {
        RunningDigest digest = new RunningDigest(algorithm);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ, Math.max(1, file.size())));
        try (FileChannel channel =
                FileChannel.open(trees.local(file.path()), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            digest.read(
                    (target, position) -> {
                        run.queue.checkCancelled();
                        return channel.read(target);
                    },
                    0,
                    Long.MAX_VALUE,
                    buffer);
        } catch (IOException e) {
            return null;
        }
        return digest.digest();
    }

    private final class RemoteDigest extends TreeItem<Digest> {
        private final DigestAlgorithm algorithm;
        private final Consumer<Digest> then;

        RemoteDigest(TreeEntry entry, DigestAlgorithm algorithm, Consumer<Digest> then) {
            super(run.tally, entry);
            this.algorithm = algorithm;
            this.then = then;
        }

        @Override
        boolean isFile() {
            return false;
        }

        @Override
        protected CompletableFuture<Digest> start() {
            return follow(run.client.digest(entry.remote(), algorithm));
        }

        @Override
        protected void done(Digest digest) {
            then.accept(digest);
        }

        @Override
        void entryFailed(Throwable cause) {
            then.accept(null);
        }
    }
}
