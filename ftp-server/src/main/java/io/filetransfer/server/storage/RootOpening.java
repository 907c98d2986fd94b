package io.filetransfer.server.storage;

import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Opens the directory that is to be served, on a platform that has what serving needs. */
final class RootOpening {
    private RootOpening() {}

    /** @throws StorageException with a sentence for the operator */
    static Directory open(Path root, Disk disk) throws StorageException {
        requireUtf8Names();
        return openRoot(root, disk);
    }

    private static void requireUtf8Names() throws StorageException {
        String bytes = "";
        try {
            bytes = Path.of("/\u00e4\u6587").toUri().getRawPath();
        } catch (InvalidPathException notEncodable) {
            // Falls through.
        }
        if (!bytes.equals("/%C3%A4%E6%96%87")) {
            throw new StorageException(
                    ErrorCode.UNSUPPORTED,
                    "File names are not UTF-8 in this Java process; start it with LC_ALL=C.UTF-8 in its environment.");
        }
    }

    private static Directory openRoot(Path root, Disk disk) throws StorageException {
        try {
            return Directory.open(root, disk);
        } catch (NoSuchFileException e) {
            throw new StorageException(ErrorCode.NOT_FOUND, "The root does not exist.", e);
        } catch (NotDirectoryException e) {
            throw new StorageException(ErrorCode.NOT_A_DIRECTORY, "The root is not a directory.", e);
        } catch (UnsupportedOperationException e) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "Java cannot hold directories open on this system.", e);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }
}
