package io.filetransfer.client.cli;

import java.nio.file.Path;
import java.util.Map;

/** The tokens that the user keeps, one for a server. A file that others can read is refused. */
final class Logins {
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
            OwnFile.requirePrivate(lines.file());
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
}
