package io.filetransfer.client.content;

import io.filetransfer.client.FileMode;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.codec.ModifiedTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * What of the remote file's attributes a local one gets in the end.
 *
 * @param modified time of the last change, or null for none
 * @param mode permission bits, or -1 for none
 */
record CopiedAttributes(Instant modified, int mode) {
    static final CopiedAttributes NONE = new CopiedAttributes(null, -1);

    /** Of the file until then: with a mode to come, nobody else may look at it before; without one, it is as any new file. */
    FileAttribute<?>[] meanwhile() {
        return mode < 0
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FileMode.permissions(0600))};
    }

    /** A file system that does not take them has the content all the same. */
    void apply(Path file) {
        try {
            if (modified != null) {
                // With a time of access, as the file would be looked at for it otherwise.
                Files.getFileAttributeView(file, BasicFileAttributeView.class)
                        .setTimes(ModifiedTime.settable(modified), FileTime.from(Instant.now()), null);
            }
            if (mode >= 0) {
                Files.setPosixFilePermissions(file, FileMode.permissions(mode));
            }
        } catch (IOException e) {
            ClientLog.debug("A file that was got could not be given its time or mode", e);
        }
    }
}
