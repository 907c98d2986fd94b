package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Digest;
import io.filetransfer.server.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Proves at a start that a file system does what is promised of it: writing, setting times, syncing. */
final class RootProbe {
    private RootProbe() {}

    /**
     * @param staging where it writes
     * @param data what the staging is in
     * @return whether files can carry their digests
     * @throws StorageException with a sentence for the operator
     */
    static boolean run(Staging staging, Directory data, Disk disk) throws IOException {
        Path name = Staging.newName();
        boolean attributes;
        try (FileChannel file = staging.newFile(name)) {
            attributes = canCarryDigest(staging, name);
            staging.setModified(name, FileTime.fromMillis(0));
            disk.sync(file);
            staging.directory().sync();
            data.sync();
        } catch (IOException e) {
            StorageException told = DiskFailures.of(e);
            throw new StorageException(
                    told.code(), "Writing and syncing does not work in the root: " + told.getMessage(), e);
        } finally {
            staging.directory().deleteFile(name);
        }
        return attributes;
    }

    private static boolean canCarryDigest(Staging staging, Path name) throws IOException {
        Snapshot empty = staging.directory().look(name);
        try {
            staging.setDigest(name, null, Digest.crc32c(0), empty);
            return true;
        } catch (IOException | UnsupportedOperationException notSupported) {
            return false;
        }
    }
}
