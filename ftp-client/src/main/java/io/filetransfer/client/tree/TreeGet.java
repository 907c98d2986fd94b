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
        return new TreeGet(source, target, true, TreeFilter.ALL, true, true, null, UnaryOperator.identity());
    }

    public TreeGet recursive(boolean recursive) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    public TreeGet filter(TreeFilter filter) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    public TreeGet keepTimes(boolean keepTimes) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    public TreeGet keepMode(boolean keepMode) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    public TreeGet self(RemoteFile self) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    public TreeGet each(UnaryOperator<GetRequest> each) {
        return new TreeGet(source, target, recursive, filter, keepTimes, keepMode, self, each);
    }

    /** Begins at once, and returns at once. */
    public TreeTransfer start(FileTransferClient client, TreeListener listener) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, new GetRun(this, run));
    }
}
