package io.filetransfer.client.tree;

/**
 * Something that makes one tree like another.
 *
 * @param entry what it is done to
 * @param from the path that a moved file had before; null otherwise
 */
public record TreeChange(Action action, TreeEntry entry, String from) {
    /** What is done. */
    public enum Action {
        /** A file is transferred; told of by a rehearsal only, see {@link TreeListener#completed}. */
        SEND,
        /** A file gets another name. */
        MOVE,
        /** A directory is made. */
        MAKE_DIRECTORY,
        /** A file or an empty directory is removed. */
        DELETE,
        /** A local file or directory gets another time or other permission bits. */
        SET_ATTRIBUTES
    }
}
