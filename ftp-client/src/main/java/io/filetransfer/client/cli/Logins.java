package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The tokens that the user keeps, one for a server. A file that others can read is refused. */
final class Logins {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final ServerLines lines;

    /** @param file null where there is no place for one: there are none, and none can be stored */
    Logins(Path file) {
        this.lines = new ServerLines(file, ServerLines.Form.ofServers("HOST:PORT TOKEN", Logins::isToken));
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().noneMatch(Character::isWhitespace);
    }

    static Logins ofUser(Map<String, String> environment) {
        return new Logins(ServerLines.ofUser("logins", environment));
    }

    /** For {@code HOST:PORT}; null if there is none. */
    String token(String server) {
        if (lines.file() != null) {
            requirePrivate(lines.file());
        }
        return lines.value(server);
    }

    void store(String server, String token) {
        lines.store(server, token);
    }

    /** @return whether there was one */
    boolean remove(String server) {
        return lines.remove(server);
    }

    /** @throws FileTransferException.LocalFile if others than its owner may read or write it */
    static void requirePrivate(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new FileTransferException.LocalFile(
                        Printable.of(NameText.text(file)) + ": others can read or change it; chmod 600", null);
            }
        } catch (NoSuchFileException none) {
            // Whoever reads it says so.
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(
                    Printable.of(NameText.text(file)) + ": " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }
}
