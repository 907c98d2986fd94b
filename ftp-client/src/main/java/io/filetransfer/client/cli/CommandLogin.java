package io.filetransfer.client.cli;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Who the user is for each server of a command line: by options or profile, by the environment, or by what is stored. */
final class CommandLogin {
    private static final String TOKEN = "FTP_CLIENT_TOKEN";
    private static final String USER = "FTP_CLIENT_USER";
    private static final String PASSWORD = "FTP_CLIENT_PASSWORD";
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int LONGEST = 4096;

    private final CommandSettings command;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final Logins logins;
    private final Map<String, char[]> asked = new HashMap<>();
    /** What was read stays: a pipe gives it once. */
    private final Map<Path, String> tokens = new HashMap<>();

    CommandLogin(CommandSettings command, Map<String, String> environment, Terminal terminal, Logins logins) {
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
            return token(described(settings.tokenFile()), token(settings.tokenFile()));
        }
        if (settings.user() != null) {
            return password("the user", settings.user(), name.server());
        }
        if (environment.containsKey(TOKEN)) {
            return token(TOKEN, environment.get(TOKEN));
        }
        if (environment.containsKey(USER)) { // also alone: never another user, such as the one of a stored token
            return password(USER, environment.get(USER), name.server());
        }
        String stored = logins.token(name.server());
        return stored == null ? null : token("the token that login keeps", stored);
    }

    /**
     * What a user gave to be kept: from a file, or else from the environment.
     *
     * @return null for nothing
     * @throws FileTransferException.LocalFile if that cannot be a token
     */
    String givenToken(Path file) {
        if (file == null && !environment.containsKey(TOKEN)) {
            return null;
        }
        String text = file != null ? token(file) : environment.get(TOKEN);
        token(file != null ? described(file) : TOKEN, text);
        return text;
    }

    /** @param source where it comes from, for whoever has to put it right; the text is never shown */
    static ClientCredentials token(String source, String text) {
        requireText(source, text);
        return usable(source, () -> ClientCredentials.token(text));
    }

    private ClientCredentials password(String source, String user, String server) {
        requireText(source, user);
        char[] password = password(user, server);
        return usable(source + " and the password", () -> ClientCredentials.password(user, password));
    }

    private static void requireText(String source, String text) {
        if (text.isEmpty()) {
            throw new FileTransferException.LocalFile(source + " is empty", null);
        }
    }

    private static ClientCredentials usable(String source, Supplier<ClientCredentials> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new FileTransferException.LocalFile(source + " cannot be used: " + e.getMessage(), e);
        }
    }

    private char[] password(String user, String server) {
        String given = environment.get(PASSWORD);
        if (given != null) {
            requireText(PASSWORD, given);
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

    /** The first line of a file that only its owner can read, or of standard input. */
    private String token(Path file) {
        return tokens.computeIfAbsent(file, this::read);
    }

    private String read(Path file) {
        String name = described(file);
        boolean piped = isStandardInput(file);
        if (!piped) {
            OwnFile.requirePrivate(file);
        }
        try {
            String line = piped ? firstLine(Channels.newInputStream(terminal.in())) : firstLine(file);
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

    private static String firstLine(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(in);
        }
    }

    /** Byte by byte: what follows the line belongs to whoever reads next, and a pipe may stay open behind it. */
    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n' && line.size() <= LONGEST; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    static boolean isStandardInput(Path file) {
        return STANDARD_INPUT.equals(file);
    }

    private static String described(Path file) {
        return isStandardInput(file) ? "standard input" : Printable.of(NameText.text(file));
    }
}
