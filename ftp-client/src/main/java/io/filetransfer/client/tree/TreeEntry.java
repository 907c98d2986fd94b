package io.filetransfer.client.tree;

import io.filetransfer.codec.Kind;
import java.nio.file.Path;

/**
 * A file or directory of a tree that is transferred.
 *
 * @param path below the root of the tree, with {@code /} between its components; empty for the root itself. Untrusted text
 *     where it comes from a server: escape it before a terminal shows it
 * @param size of a file's content in bytes, as the scan found it
 * @param local where it is, or is to be, on this side; null if there is no such place
 * @param remote its name on the server; null for what is reported of this side alone, as it has no place there
 */
public record TreeEntry(String path, Kind kind, long size, Path local, String remote) {
    /** The name on a server of what is below a directory there. */
    static String remoteName(String directory, String path) {
        if (path.isEmpty()) {
            return directory;
        }
        return directory.isEmpty() || directory.equals("/") ? path : directory + "/" + path;
    }
}
