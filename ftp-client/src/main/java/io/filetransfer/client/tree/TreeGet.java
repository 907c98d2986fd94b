package io.filetransfer.client.tree;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.RemoteFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What is in a directory on a server, to be got into a local one. Immutable: each method gives a changed copy.
 *
 * <p>The local directory is made if it is missing, its parent is not. It may be a link to one, unless {@link #self} is given,
 * as then its name may be the server's choice. Nothing is written outside of it, whatever the server lists; local symbolic
 * links below it are replaced by files, and never followed to directories. Links and devices on the server are skipped.
 * Directories get their times and permission bits when all is in them. Content that is there already is replaced; {@link
 * TreeSync} gets only what differs.
 *
 * @param source name of a directory on the server
 * @param target a local directory
 * @param recursive with everything below the directory's directories; otherwise these are skipped
 * @param filter which entries
 * @param keepTimes whether files and directories get the times that they have on the server
 * @param keepMode whether they get the permission bits
 * @param self what the server says of the source, if the target is to get its time and permission bits; or null
 * @param each changes the request for each file before it is sent
 */
public record TreeGet(
        String source,
        Path target,
        boolean recursive,
        TreeFilter filter,
        boolean keepTimes,
        boolean keepMode,
        RemoteFile self,
        UnaryOperator<GetRequest> each) {
    public TreeGet {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(each, "each");
    }

    /** All of it, times and permission bits too. */
    public static TreeGet of(String source, Path target) {
        return new Builder(source, target).build();
    }

    /** To change several things at once. */
    public Builder toBuilder() {
        Builder builder = new Builder(source, target);
        builder.recursive = recursive;
        builder.filter = filter;
        builder.keepTimes = keepTimes;
        builder.keepMode = keepMode;
        builder.self = self;
        builder.each = each;
        return builder;
    }

    /** A copy with another choice. */
    public TreeGet recursive(boolean recursive) {
        return toBuilder().recursive(recursive).build();
    }

    /** A copy with another filter. */
    public TreeGet filter(TreeFilter filter) {
        return toBuilder().filter(filter).build();
    }

    /** A copy with another choice. */
    public TreeGet keepTimes(boolean keepTimes) {
        return toBuilder().keepTimes(keepTimes).build();
    }

    /** A copy with another choice. */
    public TreeGet keepMode(boolean keepMode) {
        return toBuilder().keepMode(keepMode).build();
    }

    /** A copy with another source. */
    public TreeGet self(RemoteFile self) {
        return toBuilder().self(self).build();
    }

    /** A copy with another change of requests. */
    public TreeGet each(UnaryOperator<GetRequest> each) {
        return toBuilder().each(each).build();
    }

    /** Begins at once, and returns at once. */
    public TreeTransfer start(FileTransferClient client, TreeListener listener) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, new GetRun(this, run));
    }

    /** Collects a request; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private final String source;
        private final Path target;
        private boolean recursive = true;
        private TreeFilter filter = TreeFilter.ALL;
        private boolean keepTimes = true;
        private boolean keepMode = true;
        private RemoteFile self;
        private UnaryOperator<GetRequest> each = UnaryOperator.identity();

        private Builder(String source, Path target) {
            this.source = source;
            this.target = target;
        }

        /** With everything below the directory's directories; otherwise these are skipped. Default true. */
        public Builder recursive(boolean recursive) {
            this.recursive = recursive;
            return this;
        }

        /** Which entries. Default all. */
        public Builder filter(TreeFilter filter) {
            this.filter = filter;
            return this;
        }

        /** Whether files and directories get the times that they have on the server. Default true. */
        public Builder keepTimes(boolean keepTimes) {
            this.keepTimes = keepTimes;
            return this;
        }

        /** Whether they get the permission bits. Default true. */
        public Builder keepMode(boolean keepMode) {
            this.keepMode = keepMode;
            return this;
        }

        /** What the server says of the source, if the target is to get its time and permission bits. Default null. */
        public Builder self(RemoteFile self) {
            this.self = self;
            return this;
        }

        /** Changes the request for each file before it is sent. Default as it is. */
        public Builder each(UnaryOperator<GetRequest> each) {
            this.each = each;
            return this;
        }

        public TreeGet build() {
            return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
        }
    }
}
