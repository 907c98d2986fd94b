package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What the user relies on is not for others to change, and what is secret not for them to read. */
final class OwnFile {
    private static final Set<PosixFilePermission> CHANGE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final Set<PosixFilePermission> READ_OR_CHANGE = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private OwnFile() {}

    /** @throws FileTransferException.LocalFile if others than its owner may read or write it */
    static void requirePrivate(Path file) {
        refuse(file, READ_OR_CHANGE, "others can read or change it; chmod 600");
    }

    /** @throws FileTransferException.LocalFile if others than its owner may write it */
    static void requireUnchanged(Path file) {
        refuse(file, CHANGE, "others can change it; chmod go-w");
    }

    private static void refuse(Path file, Set<PosixFilePermission> refused, String why) {
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), refused)) {
                throw new FileTransferException.LocalFile(Printable.of(NameText.text(file)) + ": " + why, null);
            }
        } catch (NoSuchFileException none) {
            // Whoever reads it says so.
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(
                    Printable.of(NameText.text(file)) + ": " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }
}
