package io.filetransfer.client.tree;

import io.filetransfer.client.Leftover;
import io.filetransfer.codec.ReservedNames;
import java.io.IOException;
import java.nio.file.Path;

/** What lies in a tree and belongs to a server or a client that works there, not to the tree's owner. */
enum NoContent {
    SERVER("the own directory of a server that serves this tree"),
    INTERRUPTED_GET("left by an interrupted get, which resumes from it");

    private final String reason;

    NoContent(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    /**
     * On either side, by the name: a server takes it in any mix of cases. Null for content.
     *
     * @param path below the tree's root
     */
    static NoContent ofDirectory(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return path.equalsIgnoreCase(ReservedNames.AT_THE_TOP) || name.equalsIgnoreCase(ReservedNames.ANYWHERE)
                ? SERVER
                : null;
    }

    /** Whether something is below such a directory. */
    static boolean isAbove(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (ofDirectory(path.substring(0, slash)) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a server would keep a name for itself, or what is below it. Slashes at its front do not count. */
    static boolean isServers(String name) {
        String path = name.startsWith("/") ? name.substring(1) : name;
        return ofDirectory(path) != null || isAbove(path);
    }

    /** Null for content. */
    static NoContent ofFile(Path file) throws IOException {
        return Leftover.is(file) ? INTERRUPTED_GET : null;
    }
}
