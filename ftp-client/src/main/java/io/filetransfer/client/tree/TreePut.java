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
        return new TreePut(source, target, TreeFilter.ALL, false, UnaryOperator.identity());
    }

    public TreePut filter(TreeFilter filter) {
        return new TreePut(source, target, filter, follow, each);
    }

    public TreePut follow(boolean follow) {
        return new TreePut(source, target, filter, follow, each);
    }

    public TreePut each(UnaryOperator<PutRequest> each) {
        return new TreePut(source, target, filter, follow, each);
    }

    /** Begins at once, and returns at once. */
    public TreeTransfer start(FileTransferClient client, TreeListener listener) {
        TreeRun run = new TreeRun(client, listener);
        return TreeTransfer.start(run, new PutRun(this, run));
    }
}
