package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.beust.jcommander.ParameterException;
import io.filetransfer.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same table as a file, as environment variables and as options. */
class SettingsTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws Exception {
        return Files.writeString(directory.resolve("s.toml"), text);
    }

    private ServerOptions read(String text, String... more) throws Exception {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("--config", file(text).toString()));
        arguments.addAll(List.of(more));
        return ServerOptions.parse(arguments.toArray(String[]::new), Map.of());
    }

    @Test
    void theFileIsReadAndTheEnvironmentGoesBeforeItAndTheCommandLineBeforeBoth() throws Exception {
        String text = "port = 1\nidle-timeout = 2\nmin-rate = \"3K\"\nread-only = true\nroot = \"files\"\n";
        String file = file(text).toString();
        Map<String, String> environment =
                Map.of("FTP_SERVER_CONFIG", file, "FTP_SERVER_IDLE_TIMEOUT", "20", "FTP_SERVER_PORT", "10");
        ServerOptions options = ServerOptions.parse(new String[] {"--port=100"}, environment);
        ServerConfig config = options.config();
        assertEquals(100, config.address().getPort());
        assertEquals(20, config.idleTimeout().toSeconds());
        assertEquals(3 << 10, config.minRate());
        assertTrue(config.readOnly());
        assertEquals(directory.resolve("files"), config.root());
        Map<String, String> sources = new HashMap<>();
        ServerOptions.SETTINGS.rows().forEach(row -> sources.put(row.key(), options.source(row)));
        assertEquals("command line", sources.get("port"));
        assertEquals("FTP_SERVER_IDLE_TIMEOUT", sources.get("idle-timeout"));
        assertEquals(file + ", line 3", sources.get("min-rate"));
        assertEquals("default", sources.get("drain-timeout"));
    }

    @Test
    void aSwitchOfTheFileIsTurnedOffByTheEnvironment() throws Exception {
        Map<String, String> off = Map.of("FTP_SERVER_READ_ONLY", "false");
        String[] arguments = {"--config", file("read-only = true").toString()};
        assertEquals(false, ServerOptions.parse(arguments, off).config().readOnly());
    }

    /** The parser turns a switch over that was set before. */
    @Test
    void aSwitchThatIsSaidInSeveralPlacesIsOn() throws Exception {
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            if (row.isSwitch()) {
                ServerOptions options = read(row.key() + " = true", row.option());
                assertEquals("true", row.text(options), row.key());
                assertEquals("command line", options.source(row));
            }
        }
        Map<String, String> environment = Map.of("FTP_SERVER_READ_ONLY", "true");
        assertTrue(ServerOptions.parse(new String[] {"--read-only"}, environment)
                .config()
                .readOnly());
    }

    @Test
    void aDirectoryOnTheCommandLineGoesBeforeThatOfTheFile() throws Exception {
        assertEquals(
                Path.of("/srv/x"), read("root = \"files\"", "/srv/x").config().root());
        assertEquals(
                Path.of("/srv/x"),
                read("root = \"/srv/y\"", "--root=/srv/x").config().root());
        assertEquals("command line", read("root = \"files\"", "/srv/x").source(ServerOptions.SETTINGS.row("root")));
    }

    /** Whatever the table has can be said in a file; a key that is not in it cannot. */
    @Test
    void everySettingIsAKeyAndAVariable() throws Exception {
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            assertEquals(
                    "FTP_SERVER_" + row.key().toUpperCase(java.util.Locale.ROOT).replace('-', '_'), row.variable());
        }
        String printed = SettingsText.toml(ServerOptions.parse(new String[0], Map.of()));
        StringBuilder set = new StringBuilder();
        printed.lines()
                .filter(line -> line.matches("# [a-z-]+ = "))
                .forEach(line -> set.append(line, 2, line.length())
                        .append(
                                switch (line.substring(2, line.length() - 3)) {
                                    case "umask", "file-mode", "directory-mode" -> "\"022\"\n";
                                    case "tls" -> "\"required\"\n";
                                    case "max-file-size" -> "7\n";
                                    case "admin-listen" -> "\"unix:/run/a.sock,127.0.0.1:1\"\n";
                                    case "proxy-protocol-from", "forwarded-from" -> "\"10.0.0.0/8,::1\"\n";
                                    default -> "\"x\"\n";
                                }));
        ServerOptions all = read(printed + set);
        long told = ServerOptions.SETTINGS.rows().stream()
                .filter(row -> !all.source(row).equals("default"))
                .count();
        assertEquals(
                ServerOptions.SETTINGS.rows().size() - 1 + 1,
                told); // all but config, which is said on the command line
    }

    @Test
    void whatIsPrintedMeansTheSame() throws Exception {
        ServerOptions options = ServerOptions.parse(
                new String[] {"/srv/\"x\" y", "--umask=027", "--durability=relaxed", "--min-rate=2K", "--no-legacy"},
                Map.of());
        ServerOptions again = read(SettingsText.toml(options));
        assertEquals(options.config(), again.config());
    }

    @Test
    void theAnnotatedFileSetsNothingAndWithoutItsMarksEverything() throws Exception {
        String text = SettingsText.annotated("# x\n", Map.of("port", "7", "root", "files"));
        assertEquals(7, read(text).config().address().getPort());
        assertEquals(directory.resolve("files"), read(text).config().root());
        for (Settings.Row row : ServerOptions.SETTINGS.rows()) {
            assertTrue(
                    row.key().equals("config")
                            || text.contains("\n#" + row.key() + " = ")
                            || text.contains("\n" + row.key() + " = "),
                    row.key());
        }
    }

    @Test
    void whateverDiffersAndWaitsForAStartIsNamed() throws Exception {
        ServerOptions running = read("port = 7\nlog-level = \"warn\"\naudit-log = \"a\"\nidle-timeout = 3");
        assertEquals(List.of(), later("audit-log = \"a\"\nport = 7\nlog-level = \"warn\"", running));
        assertEquals(
                List.of("root", "port", "log-level", "tls", "transfer-log", "audit-log", "audit-log-files"),
                later(
                        "root = \"files\"\ntransfer-log = \"t\"\naudit-log = \"b\"\naudit-log-files = 3\ntls ="
                                + " \"offered\"\nreserve = 5",
                        running));
        ServerOptions alone = read("", "/srv");
        assertEquals(
                List.of(), ServerOptions.SETTINGS.later(read("root = \"files\"", "/srv"), alone)); // does not count
    }

    private List<String> later(String text, ServerOptions running) throws Exception {
        return ServerOptions.SETTINGS.later(read(text), running);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port = 70000                | line 1: port is 0 to 65535, not 70000",
                "port = \"x\"                | line 1: ",
                "\\nprot = 1                 | line 2: prot is not known; did you mean port?",
                "colour = 1                  | line 1: colour is not known",
                "config = \"other\"          | line 1: config: a file cannot name another one",
                "idle-timeout = 9999999999   | line 1: idle-timeout is 1 to 2147483647, not 9999999999",
                "idle-timeout = 0            | line 1: idle-timeout is 1 to 2147483647, not 0",
                "audit-log = \"\"            | line 1: audit-log is empty",
                "\\ntransfer-log = \"\"     | line 2: transfer-log is empty",
                "root = \"\"                 | line 1: root is empty",
                "port = 1.5                  | line 1: the value of port is",
                "read-only = \"yes\"         | line 1: read-only is true or false, not yes",
                "umask = \"9\"               | line 1: umask is an octal number",
                "durability = \"fast\"       | line 1: durability is synced or relaxed, not fast",
                "[tls]\\ncertificate = \"x\" | line 1: the value of tls is",
                "port = 1\\nport = 2         | line 2: ",
                "port =                      | line 1: "
            })
    void whatIsWrongInTheFileIsSaidWithItsLine(String text, String sentence) {
        String message = assertThrows(ParameterException.class, () -> read(text.replace("\\n", "\n")))
                .getMessage();
        assertTrue(message.startsWith(directory.resolve("s.toml") + ", " + sentence), message);
    }

    @Test
    void whatIsWrongInTheNameOfATableIsSaidToo() {
        String message = assertThrows(ParameterException.class, () -> read("[a.\"\\E\"]"))
                .getMessage();
        assertTrue(message.startsWith(directory.resolve("s.toml") + ": "), message);
    }

    @Test
    void whatIsWrongInTheEnvironmentIsSaidWithItsName() {
        String message = assertThrows(
                        ParameterException.class,
                        () -> ServerOptions.parse(new String[0], Map.of("FTP_SERVER_PORT", "tcp://10.0.0.1:50000")))
                .getMessage();
        assertTrue(message.startsWith("FTP_SERVER_PORT: "), message);
    }

    @Test
    void helpIsThereAlsoWhereTheSettingsAreWrong() throws Exception {
        assertTrue(read("prot = 1", "--help").help());
        assertTrue(ServerOptions.parse(new String[] {"--version"}, Map.of("FTP_SERVER_PORT", "x"))
                .version());
    }

    @Test
    void aMissingFileAndAnUnknownOption() {
        String missing = directory.resolve("none.toml").toString();
        assertEquals(
                "there is no file " + missing,
                assertThrows(
                                ParameterException.class,
                                () -> ServerOptions.parse(new String[] {"--config", missing}, Map.of()))
                        .getMessage());
        assertTrue(assertThrows(
                        ParameterException.class, () -> ServerOptions.parse(new String[] {"--prot=1"}, Map.of()))
                .getMessage()
                .endsWith("; did you mean --port?"));
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int config(String... arguments) {
        return ConfigProgram.run(List.of(arguments), Map.of(), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void checkReadsWhatTheSettingsName() throws Exception {
        String directory = this.directory.toString();
        assertEquals(0, config("check", directory), err::toString);
        assertEquals(1, config("check", directory + "/none"));
        assertEquals(1, config("check", directory, "--users", directory + "/none"));
        assertEquals(1, config("check", directory, "--tls-certificate=none", "--tls-key=none"));
        assertEquals(1, config("check", directory, "--address=0.0.0.0"));
        assertEquals(1, config("check", "--config", file("prot = 1").toString()));
        assertEquals(6 - 1, err.toString(StandardCharsets.UTF_8).lines().count(), err::toString);
        assertEquals(2, config("chek"));
        assertEquals(0, config("--help"));
    }

    @Test
    void printShowsWhereEachComesFrom() throws Exception {
        assertEquals(0, config("print", "--config", file("idle-timeout = 7").toString(), "--port=8"), err::toString);
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("\nidle-timeout = 7  # " + directory.resolve("s.toml") + ", line 1\n"), printed);
        assertTrue(printed.contains("\nport = 8  # command line\n"), printed);
        assertTrue(printed.contains("\ndisk-threads = 64  # default\n"), printed);
        assertTrue(printed.contains("\n# umask = \n"), printed);
    }

    private int init(String... arguments) {
        return InitProgram.run(List.of(arguments), print(out), print(err));
    }

    @Test
    void initMakesWhatCheckAccepts() throws Exception {
        Path made = directory.resolve("a/b");
        assertEquals(0, init(made.toString(), "--name=files.example.org", "--name", "::1", "--port=7"), err::toString);
        assertEquals(
                0, config("check", "--config", made.resolve("ftp-server.toml").toString()), err::toString);
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("ftp-client trust files.example.org:7 SHA256:"), told);
        assertTrue(told.contains("ftt_"), told);
        String token = told.substring(told.indexOf("ftt_")).lines().findFirst().orElseThrow();
        try (var files = Files.walk(made)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertTrue(!Files.readString(file).contains(token), file.toString());
            }
        }
        assertEquals(
                "rwx------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        for (String secret : List.of("server.key", "users.toml")) {
            assertEquals(
                    "rw-------",
                    java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(made.resolve(secret))));
        }
        assertEquals(1, init(made.toString()));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("is not empty"), err::toString);
    }

    @Test
    void initThatFailsLeavesNothing() throws Exception {
        Path made = Files.createDirectory(directory.resolve("made"));
        assertEquals(1, init(made.toString(), "--user=a/b"));
        assertEquals(2, init(made.toString(), "--name=a..b"));
        assertEquals(2, init(made.toString(), "--name=" + "a.".repeat(127) + "a"));
        assertEquals(2, init(made.toString(), "--name=a b"));
        assertEquals(2, init(made.toString(), "--port=70000"));
        assertEquals(2, init());
        assertEquals(2, init("a", "b"));
        assertEquals(2, init("--colour"));
        assertEquals(1, init(Files.createFile(directory.resolve("file")).toString()));
        try (var left = Files.list(made)) {
            assertEquals(0, left.count());
        }
        assertEquals(0, init("--help"));
    }
}
