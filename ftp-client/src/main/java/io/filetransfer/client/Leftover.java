package io.filetransfer.client;

import io.filetransfer.client.content.PartialFile;
import java.io.IOException;
import java.nio.file.Path;

/** Files that an interrupted get left beside its target, for the next one to resume from. */
public final class Leftover {
    private Leftover() {}

    /**
     * Whether a regular file is one of them. Its name says little, as anybody may give it: what is in it, or in the journal
     * beside it, says so. Reads a few bytes of the disk, on the caller's thread, if the name is such a one.
     *
     * @throws IOException if that cannot be read for another reason than permissions; what this user may not read is none
     */
    public static boolean is(Path file) throws IOException {
        return PartialFile.isLeftover(file);
    }
}
