package io.filetransfer.client.tree;

/** Which entries of a tree are taken. What is in a directory that is left out is left out with it. */
@FunctionalInterface
public interface TreeFilter {
    /** Takes everything. */
    TreeFilter ALL = (path, directory) -> true;

    /**
     * Whether an entry is taken, if the directory that it is in is. Called by any thread, perhaps by two at once.
     *
     * @param path below the root of the tree, with {@code /} between its components
     */
    boolean takes(String path, boolean directory);

    /** Whether an entry is taken, and so are all directories on the way to it. */
    default boolean takesWithParents(String path, boolean directory) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (!takes(path.substring(0, slash), true)) {
                return false;
            }
        }
        return takes(path, directory);
    }
}
