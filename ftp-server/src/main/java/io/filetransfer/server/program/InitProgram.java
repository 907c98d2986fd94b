package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Printable;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.tls.SelfSigned;
import io.filetransfer.server.user.FirstUser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code ftp-server init}: makes what a public server needs. */
final class InitProgram {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String SETTINGS = "ftp-server.toml";
    private static final String CERTIFICATE = "server.pem";
    private static final String KEY = "server.key";
    private static final String USERS = "users.toml";
    private static final String FILES = "files";

    private static final String HEADING = """
            # Settings of ftp-server: --config names this file. Every setting is here; a # in front of one leaves it as
            # it is by default. Paths begin at this file's directory. A running server takes up changes within 10
            # seconds, or at SIGHUP; 'ftp-server config check' says whether they make sense.
            """;

    /** What no shell takes for anything else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private InitProgram() {}

    /** @return the exit status */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            InitOptions options = InitOptions.parse(arguments);
            if (options.help()) {
                out.print(InitOptions.HELP);
            } else {
                make(options, out);
            }
            return OK;
        } catch (ParameterException e) {
            err.println("ftp-server init: " + Printable.of(e.getMessage()) + "\nTry 'ftp-server init --help'.");
            return USAGE;
        } catch (FileSystemException e) {
            err.println("ftp-server init: " + Printable.of(e.getFile() + " cannot be made or used: " + reason(e)));
            return FAILED;
        } catch (IOException | IllegalArgumentException e) {
            err.println("ftp-server init: " + Printable.of(e.getMessage()));
            return FAILED;
        }
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such place";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something else has that name";
        }
        return e.getReason() == null ? "the file system refuses it" : e.getReason();
    }

    private static void make(InitOptions options, PrintStream out) throws IOException {
        Path directory = options.directory();
        makeEmpty(directory);
        try {
            fill(directory, options, out);
        } catch (IOException | RuntimeException e) {
            for (String name : List.of(
                    SETTINGS, USERS, "." + USERS + ".lock", KEY, CERTIFICATE, FILES)) { // the directory was empty
                Files.deleteIfExists(directory.resolve(name));
            }
            throw e;
        }
    }

    private static void fill(Path directory, InitOptions options, PrintStream out) throws IOException {
        String token = FirstUser.make(directory.resolve(USERS), options.user()); // first: it may refuse the name
        String fingerprint = SelfSigned.write(directory.resolve(CERTIFICATE), directory.resolve(KEY), options.names());
        Files.createDirectory(directory.resolve(FILES));
        // Last: with it, all is there.
        Files.writeString(
                directory.resolve(SETTINGS),
                SettingsText.annotated(
                        HEADING,
                        Map.of(
                                "root", FILES,
                                "address", options.address(),
                                "port", String.valueOf(options.port()),
                                "users", USERS,
                                "tls-certificate", CERTIFICATE,
                                "tls-key", KEY)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        tell(options, token, fingerprint, out);
    }

    private static void makeEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory.toAbsolutePath(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new IOException(directory + " is not empty, and nothing in it was touched");
            }
        }
    }

    private static void tell(InitOptions options, String token, String fingerprint, PrintStream out) {
        String name = options.names().get(0);
        String host = name.indexOf(':') < 0 ? name : "[" + name + "]";
        String server = options.port() == ServerConfig.DEFAULT_PORT ? host : host + ":" + options.port();
        out.print("""
                In %1$s are now: settings (%2$s), a certificate and its key, a user, a directory for files.

                Start the server:
                  ftp-server --config %3$s

                The token of %4$s, which is stored nowhere and shown this once:
                  %5$s

                On another machine, once; login asks for the token:
                  ftp-client trust %6$s %7$s
                  ftp-client login %6$s

                Then, as a first transfer:
                  ftp-client put FILE %8$s
                """.formatted(
                        Printable.of(options.directory().toString()),
                        SETTINGS,
                        word(options.directory().resolve(SETTINGS).toString()),
                        options.user(),
                        token,
                        word(server),
                        fingerprint,
                        word(server + "/")));
    }

    /** As one types it in a shell. */
    private static String word(String text) {
        boolean plain = PLAIN.matcher(text).matches();
        return Printable.of(plain ? text : "'" + text.replace("'", "'\\''") + "'");
    }
}
