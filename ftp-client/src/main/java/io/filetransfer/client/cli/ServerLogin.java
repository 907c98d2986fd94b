package io.filetransfer.client.cli;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Who the user is for each server of a command line: by options or profile, by the environment, or by what is stored. */
final class ServerLogin {
    private static final int LONGEST = 4096;

    private final CommandSettings command;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final Logins logins;
    private final Map<String, char[]> asked = new HashMap<>();

    ServerLogin(CommandSettings command, Map<String, String> environment, Terminal terminal, Logins logins) {
        this.command = command;
        this.environment = environment;
        this.terminal = terminal;
        this.logins = logins;
    }

    /**
     * What options and profile say goes before the environment, and that before what is stored. May ask on the terminal,
     * once for each user.
     *
     * @return null for nobody
     */
    ClientCredentials of(RemoteName name) {
        if (command.legacyDialect()) {
            return null;
        }
        ServerSettings settings = name.settings();
        if (settings.tokenFile() != null) {
            return ClientCredentials.token(token(settings.tokenFile()));
        }
        if (settings.user() != null) {
            return ClientCredentials.password(settings.user(), password(settings.user(), name.server()));
        }
        if (environment.containsKey("FTP_CLIENT_TOKEN")) {
            return ClientCredentials.token(environment.get("FTP_CLIENT_TOKEN"));
        }
        String user = environment.get("FTP_CLIENT_USER");
        if (user != null && environment.containsKey("FTP_CLIENT_PASSWORD")) {
            return ClientCredentials.password(
                    user, environment.get("FTP_CLIENT_PASSWORD").toCharArray());
        }
        String stored = logins.token(name.server());
        return stored == null ? null : ClientCredentials.token(stored);
    }

    private char[] password(String user, String server) {
        String given = environment.get("FTP_CLIENT_PASSWORD");
        if (given != null) {
            return given.toCharArray();
        }
        char[] typed = asked.computeIfAbsent(
                user + " at " + server, who -> terminal.askSecret("Password of " + Printable.of(who) + ": "));
        if (typed == null || typed.length == 0) {
            throw new FileTransferException.LocalFile(
                    "There is no password: it is asked for on a terminal, or comes from FTP_CLIENT_PASSWORD", null);
        }
        return typed;
    }

    /** The first line of a file that only its owner can read. */
    static String token(Path file) {
        Logins.requirePrivate(file);
        String name = Printable.of(NameText.text(file));
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("").strip();
            if (line.isEmpty()) {
                throw new FileTransferException.LocalFile(
                        name + ": its first line is empty, and should be a token", null);
            }
            return line;
        } catch (NoSuchFileException e) {
            throw new FileTransferException.LocalFile(name + ": No such file or directory", e);
        } catch (IOException e) {
            throw new FileTransferException.LocalFile(name + ": " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }
}
