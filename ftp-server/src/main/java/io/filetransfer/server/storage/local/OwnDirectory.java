package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the directories that are the server's own, and opens them. */
final class OwnDirectory {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** How often a directory is made again by way of a descriptor that may be another's. */
    private static final int ATTEMPTS = 16;

    private OwnDirectory() {}

    static Directory enterOrMake(Directory parent, Path name) throws IOException {
        makeIfMissing(parent, name);
        return parent.enter(name);
    }

    static void makeIfMissing(Directory parent, Path name) throws IOException {
        for (int attempt = 1; parent.lookOrNull(name) == null; attempt++) {
            make(parent, name, attempt);
        }
    }

    private static void make(Directory parent, Path name, int attempt) throws IOException {
        try {
            parent.disk().makeDirectory(parent, parent.path().resolve(name), PRIVATE);
        } catch (FileAlreadyExistsException present) {
            // Made by another one meanwhile.
        } catch (NoSuchFileException closedMeanwhile) {
            // The descriptor was that of another storage on this root, which is refused or ends just now.
            if (attempt == ATTEMPTS) {
                throw closedMeanwhile;
            }
        }
    }
}
