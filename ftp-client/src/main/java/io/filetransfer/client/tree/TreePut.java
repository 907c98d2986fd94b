package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.Leftover;
import io.filetransfer.client.PutRequest;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What is in a local directory, to be put into one on a server. Immutable: each method gives a changed copy.
 *
 * <p>Directories that are missing on the server are made, the target and its parents too. Symbolic links are skipped, or
 * followed if they lead to somewhere in the same tree; what is neither a file nor a directory is skipped, and so is what
 * belongs to a server that serves the source, or to a get that was interrupted in it ({@link Leftover}). Files keep their
 * times and permission bits; the server has no way to set those of directories. Content that is there already is replaced;
 * {@link TreeSync} puts only what differs.
 *
 * @param source a local directory
 * @param target name of a directory on the server, new or not
 * @param filter which entries
 * @param follow symbolic links that lead to somewhere in the same tree, but for loops
 * @param each changes the request for each file before it is sent, for example by {@link PutRequest#keepMode}
 */
public record TreePut(Path source, String target, TreeFilter filter, boolean follow, UnaryOperator<PutRequest> each) {
    public TreePut {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(each, "each");
    }

    /** All of it but links. */
    public static TreePut of(Path source, String target) {
        return new Builder(source, target).build();
    }

    /** To change several things at once. */
    public Builder toBuilder() {
        Builder builder = new Builder(source, target);
        builder.filter = filter;
        builder.follow = follow;
        builder.each = each;
        return builder;
    }

    /** A copy with another filter. */
    public TreePut filter(TreeFilter filter) {
        return toBuilder().filter(filter).build();
    }

    /** A copy with another choice. */
    public TreePut follow(boolean follow) {
        return toBuilder().follow(follow).build();
    }

    /** A copy with another change of requests. */
    public TreePut each(UnaryOperator<PutRequest> each) {
        return toBuilder().each(each).build();
    }

    /** Begins at once, and returns at once. */
    public TreeTransfer start(FileTransferClient client, TreeListener listener) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, new PutRun(this, run));
    }

    /** Collects a request; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private final Path source;
        private final String target;
        private TreeFilter filter = TreeFilter.ALL;
        private boolean follow;
        private UnaryOperator<PutRequest> each = UnaryOperator.identity();

        private Builder(Path source, String target) {
            this.source = source;
            this.target = target;
        }

        /** Which entries. Default all. */
        public Builder filter(TreeFilter filter) {
            this.filter = filter;
            return this;
        }

        /** Whether to follow symbolic links that lead to somewhere in the same tree. Default false. */
        public Builder follow(boolean follow) {
            this.follow = follow;
            return this;
        }

        /** Changes the request for each file before it is sent. Default as it is. */
        public Builder each(UnaryOperator<PutRequest> each) {
            this.each = each;
            return this;
        }

        public TreePut build() {
            return new TreePut(source, target, filter, follow, each);
        }
    }
}
