package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Opens the directory that is to be served, on a platform that has what serving needs. */
final class RootOpening {
    private RootOpening() {}

    /** @throws StorageException with a sentence for the operator */
    static Directory open(Path root, Disk disk) throws StorageException {
        try {
            return Directory.open(root, disk);
        } catch (NoSuchFileException e) {
            throw new StorageException(ErrorCode.NOT_FOUND, "The root does not exist.", e);
        } catch (NotDirectoryException e) {
            throw new StorageException(ErrorCode.NOT_A_DIRECTORY, "The root is not a directory.", e);
        } catch (UnsupportedOperationException e) {
            throw new StorageException(ErrorCode.UNSUPPORTED, "Java cannot hold directories open on this system.", e);
        } catch (IOException e) {
            throw DiskFailures.of(e);
        }
    }
}
