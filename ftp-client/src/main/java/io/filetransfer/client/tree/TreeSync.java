package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.DigestAlgorithm;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes one tree like another, from this side to a server or back, by transferring what differs. Immutable: each method
 * gives a changed copy.
 *
 * <p>Both trees are listed whole before anything is changed; names are compared as bytes. A file is taken for the same if
 * size and time of modification are; where the target's file system counts time in larger units than the source's, in
 * microseconds or seconds for example, so does the comparison. Permission bits that differ are set where the target is
 * local; a server cannot set them alone, and gets the file again. The times and permission bits of directories are kept
 * where the target is local; a server has no way to set them.
 *
 * <p>A file or link in the place of a directory is replaced, and so is a link in the place of a file; a directory in the
 * place of a file goes only with {@link #delete}. Local links are never followed, but for the root itself. Links and devices
 * of the source, and what the filter leaves out on either side, are neither transferred nor removed.
 *
 * <p>Left alone on both sides is what is no content: a directory {@code .filetransfer} at the top of a tree, which is that of
 * a server that serves it, {@code .filetransfer-staging} anywhere, and on this side what a get left that was interrupted
 * ({@link io.filetransfer.client.Leftover}).
 *
 * <p>With {@link #delete}, what only the target has is removed after all has been transferred, and a file that is new in the
 * source is not transferred but renamed on the target if one that would be removed has the same content: the same size,
 * CRC-32C and SHA-256, and on a server the same time and permission bits too, as they cannot be set there. Nothing is removed
 * or renamed if the source could not be read completely, or the server could not list all of the target; and nothing is
 * removed if something could not be transferred, but for a directory in whose place such a file was to come. A file that changed since it was listed is not removed.
 *
 * <p>The future of the transfer fails, and nothing is changed, if the source is missing or either root cannot be listed.
 *
 * @param local a directory on this side; as the target it is made if it is missing, its parent is not
 * @param remote name of a directory on the server; as the target it is made if it is missing, with its parents
 * @param toServer whether {@code local} is the source; otherwise {@code remote} is
 * @param filter which entries, on both sides
 * @param checksum compare the content of files that have the same size by digest, instead of their times. A server's file
 *     whose time alone differs is left as it is
 * @param digestAlgorithm of that comparison and of all transfers
 * @param keepMode whether permission bits are compared and kept
 * @param delete whether to remove what only the target has
 * @param maxDelete at most so many entries are removed; {@link TreeSummary#undeleted} tells how many more there were. A file
 *     for the place of a directory that stays fails
 * @param dryRun change nothing, and tell of all changes as if they were made: {@link TreeListener#changed}
 */
public record TreeSync(
        Path local,
        String remote,
        boolean toServer,
        TreeFilter filter,
        boolean checksum,
        DigestAlgorithm digestAlgorithm,
        boolean keepMode,
        boolean delete,
        long maxDelete,
        boolean dryRun) {
    public TreeSync {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(filter, "filter");
        if (digestAlgorithm == DigestAlgorithm.NONE) {
            throw new IllegalArgumentException("A sync needs digests");
        }
        if (maxDelete < 0) {
            throw new IllegalArgumentException("maxDelete is never negative");
        }
    }

    /** Makes a directory on the server like a local one; removes nothing. */
    public static TreeSync toServer(Path source, String target) {
        return of(source, target, true);
    }

    /** Makes a local directory like one on the server; removes nothing. */
    public static TreeSync fromServer(String source, Path target) {
        return of(target, source, false);
    }

    private static TreeSync of(Path local, String remote, boolean toServer) {
        return new Builder(local, remote, toServer).build();
    }

    /** To change several things at once. */
    public Builder toBuilder() {
        Builder builder = new Builder(local, remote, toServer);
        builder.filter = filter;
        builder.checksum = checksum;
        builder.digestAlgorithm = digestAlgorithm;
        builder.keepMode = keepMode;
        builder.delete = delete;
        builder.maxDelete = maxDelete;
        builder.dryRun = dryRun;
        return builder;
    }

    /** A copy with another filter. */
    public TreeSync filter(TreeFilter filter) {
        return toBuilder().filter(filter).build();
    }

    /** A copy with another choice. */
    public TreeSync checksum(boolean checksum) {
        return toBuilder().checksum(checksum).build();
    }

    /** A copy with another algorithm. */
    public TreeSync digestAlgorithm(DigestAlgorithm digestAlgorithm) {
        return toBuilder().digestAlgorithm(digestAlgorithm).build();
    }

    /** A copy with another choice. */
    public TreeSync keepMode(boolean keepMode) {
        return toBuilder().keepMode(keepMode).build();
    }

    /** A copy with another choice. */
    public TreeSync delete(boolean delete) {
        return toBuilder().delete(delete).build();
    }

    /** A copy with another limit. */
    public TreeSync maxDelete(long maxDelete) {
        return toBuilder().maxDelete(maxDelete).build();
    }

    /** A copy with another choice. */
    public TreeSync dryRun(boolean dryRun) {
        return toBuilder().dryRun(dryRun).build();
    }

    /**
     * Begins at once, and returns at once.
     *
     * @return its future fails with a {@link FileTransferException} if one of the trees cannot be listed
     */
    public TreeTransfer start(FileTransferClient client, TreeListener listener) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, new SyncRun(this, run));
    }

    /** Collects a sync; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private final Path local;
        private final String remote;
        private final boolean toServer;
        private TreeFilter filter = TreeFilter.ALL;
        private boolean checksum;
        private DigestAlgorithm digestAlgorithm = DigestAlgorithm.CRC32C;
        private boolean keepMode = true;
        private boolean delete;
        private long maxDelete = Long.MAX_VALUE;
        private boolean dryRun;

        private Builder(Path local, String remote, boolean toServer) {
            this.local = local;
            this.remote = remote;
            this.toServer = toServer;
        }

        /** Which entries, on both sides. Default all. */
        public Builder filter(TreeFilter filter) {
            this.filter = filter;
            return this;
        }

        /** Whether to compare content by digest where sizes are the same, instead of times. Default false. */
        public Builder checksum(boolean checksum) {
            this.checksum = checksum;
            return this;
        }

        /** Of that comparison and of all transfers. Default CRC-32C. */
        public Builder digestAlgorithm(DigestAlgorithm digestAlgorithm) {
            this.digestAlgorithm = digestAlgorithm;
            return this;
        }

        /** Whether permission bits are compared and kept. Default true. */
        public Builder keepMode(boolean keepMode) {
            this.keepMode = keepMode;
            return this;
        }

        /** Whether to remove what only the target has. Default false. */
        public Builder delete(boolean delete) {
            this.delete = delete;
            return this;
        }

        /** Entries that are removed at most. Default no limit. */
        public Builder maxDelete(long maxDelete) {
            this.maxDelete = maxDelete;
            return this;
        }

        /** Whether to change nothing, and to report what would be changed. Default false. */
        public Builder dryRun(boolean dryRun) {
            this.dryRun = dryRun;
            return this;
        }

        /** @throws IllegalArgumentException if what is set does not go together */
        public TreeSync build() {
            return new TreeSync(
                    local, remote, toServer, filter, checksum, digestAlgorithm, keepMode, delete, maxDelete, dryRun);
        }
    }
}
