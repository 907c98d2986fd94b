package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * A directory in which the content of uploads in parts is collected: on the file system where they get their names, since
 * nothing can be moved from one to another. Safe for use by many threads.
 */
final class CollectingPlace {
    /** How it is opened. One on a mounted file system is open only while it is used: nobody could unmount that otherwise. */
    @FunctionalInterface
    interface Opening {
        /** @throws NoSuchFileException it is not there any more */
        Staging open() throws IOException;
    }

    private final Object key;
    private volatile Opening opening;

    /** @param found the directory; stays its owner's */
    CollectingPlace(Staging found, Opening opening) {
        this.key = found.directory().key();
        this.opening = opening;
    }

    /** Another way leads there as well; the one before may not any more. */
    void foundBy(Opening opening) {
        this.opening = opening;
    }

    /**
     * Opens it, for the caller to close.
     *
     * @throws NoSuchFileException it is not there any more, or another one is
     */
    Staging open() throws IOException {
        Staging opened = opening.open();
        if (!opened.directory().key().equals(key)) {
            opened.close();
            throw new NoSuchFileException("the directory of an upload in parts");
        }
        return opened;
    }
}
