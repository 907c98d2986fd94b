package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ReservedNames;
import java.io.IOException;
import java.nio.file.Path;

/** Entries of directories that are the server's own, and nobody else's to see or remove. */
final class ReservedEntries {
    /** The data directory, in the root. */
    static final Path DATA = Path.of(ReservedNames.AT_THE_TOP);

    /** At the top of each file system that is mounted below the root. */
    static final Path ON_MOUNTS = Path.of(ReservedNames.ANYWHERE);

    /** In the directory of a server in {@link #ON_MOUNTS}. */
    static final Path UPLOADS = Path.of("uploads");

    private ReservedEntries() {}

    /** Whether it is what is made on mounted file systems; the name alone is anyone's, elsewhere. */
    static boolean isOnMount(Directory parent, Path name) throws IOException {
        return name.equals(ON_MOUNTS) && parent.isMountTop();
    }
}
