package io.filetransfer.server.program;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where the program's audit goes; the program's Log4j configuration takes it from system properties.
 *
 * @param path null: to the log, with all else
 * @param maxBytes a file that grew beyond it is put aside
 * @param kept how many of those that were put aside stay
 */
record AuditFile(Path path, long maxBytes, int kept) {
    static final String TO_LOG = "-";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    AuditFile {
        if (path != null
                && (path.toString().indexOf('%') >= 0 || path.toString().indexOf('$') >= 0)) {
            throw new IllegalArgumentException("--audit-log: a name without % and $, not " + path);
        }
    }

    /**
     * Before the first logger is made.
     *
     * @throws IOException with a sentence for the operator if lines cannot be written to it
     */
    void open() throws IOException {
        if (path == null) {
            return;
        }
        try {
            FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                    .close();
            if (!Files.isRegularFile(path)) {
                throw new IOException("the audit cannot be written to " + path + ": it is not a file");
            }
            Files.setPosixFilePermissions(path, OWNER_ONLY); // one that was there already may be open to others
        } catch (AccessDeniedException e) {
            throw cannotBeWritten("permission denied", e);
        } catch (FileSystemException e) {
            throw cannotBeWritten(e.getReason() == null ? "no such directory" : e.getReason(), e);
        }
        System.setProperty("ftp.audit.file", path.toAbsolutePath().toString());
        System.setProperty("ftp.audit.size", Long.toString(maxBytes));
        System.setProperty("ftp.audit.kept", Integer.toString(kept));
    }

    private IOException cannotBeWritten(String reason, IOException cause) {
        return new IOException("the audit cannot be written to " + path + ": " + reason, cause);
    }
}
