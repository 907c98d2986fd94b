package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.client.cli.ResidentCommands;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command line that the README, the manual and the help show does what it says: run as it stands, in order, from an
 * empty directory. Only addresses, and the directories that a package would be installed and served in, are others here.
 * Those of the README and the manual start the programs by their launchers, the many of the help share a JVM.
 */
class DocumentedCommandsIT {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Path LAUNCHERS = CHECKOUT.resolve("ftp-client/bin");
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private Path root;
    private Path local;
    private Certificates.Pair certificate;

    @BeforeEach
    void directories() throws Exception {
        certificate = new Certificates(directory).selfSigned("server");
        root = Files.createDirectory(directory.resolve("served"));
        local = Files.createDirectory(directory.resolve("local"));
    }

    @Test
    void readme() throws Exception {
        List<String> blocks = shell(CHECKOUT.resolve("README.md"));
        assertTrue(blocks.get(0).contains("ftp-server/bin/ftp-server ~/served "), blocks.get(0));
        assertTrue(blocks.get(0).contains("\nmvn -B verify "), blocks.get(0));
        try (ServerProcess server = ServerProcess.of(Programs.startServer(
                local,
                root.toString(),
                "--port",
                "0",
                "--tls-certificate",
                certificate.certificates().toString(),
                "--tls-key",
                certificate.key().toString()))) {
            String script = String.join("\n", blocks.subList(1, blocks.size()))
                    .replace("PATH=$PWD/ftp-client/bin", "PATH=" + CHECKOUT.resolve("ftp-client/bin"));
            runs(LAUNCHERS, withKey(script.replaceAll("localhost\\b", "localhost:" + server.port())));
        }
        assertEquals(List.of("notes.txt", "photos", "src", "src.tar"), Trees.visible(root));
    }

    @Test
    void manual() throws Exception {
        Path installed = Files.createDirectory(directory.resolve("opt"));
        Path archive = archive();
        List<String> lines = new ArrayList<>();
        for (String block : shell(CHECKOUT.resolve("ftp-server/OPERATIONS.md"))) {
            lines.addAll(block.lines().toList());
        }
        assertFalse(lines.isEmpty());
        String script = String.join("\n", lines)
                .replaceAll("ftp-server-[0-9.]+\\.tar\\.gz", Matcher.quoteReplacement(archive.toString()))
                .replaceAll(
                        "\\bftp-server-[0-9][0-9.]*[0-9]",
                        archive.getFileName().toString().replace(".tar.gz", ""))
                .replace("/opt", installed.toString())
                .replaceAll("(?m)^ftp-server ", installed + "/ftp-server/bin/ftp-server ")
                .replaceAll(
                        "(?m)^(.*bin/ftp-server (?:/srv/files|--config)\\b.*)$",
                        "$1 --port 0 > listening & UNTIL_READY")
                .replace("/srv/files", root.toString());
        // An archive of classes for a package that is here for one test costs more than it saves; ServerLauncherIT
        // looks at it.
        runs(
                LAUNCHERS,
                "export FTP_SERVER_CDS=off\n"
                        + script.replace(
                                "UNTIL_READY",
                                "until grep -q listening listening; do kill -0 $!; sleep 0.1; done; kill $!; wait $!"));
    }

    private static Path archive() throws IOException {
        try (var packages = Files.newDirectoryStream(CHECKOUT.resolve("ftp-server/target"), "ftp-server-*.tar.gz")) {
            return packages.iterator().next();
        }
    }

    @Test
    void examplesOfTheHelp() throws Exception {
        ServerTls tls = new ServerTls(certificate.certificates(), certificate.key(), null, false);
        Map<String, String> environment = Map.of("XDG_CONFIG_HOME", config().toString());
        List<String> resident = Launched.java(List.of(), ResidentCommands.class.getName());
        try (FileTransferServer server = FileTransferServer.start(
                        ServerConfig.builder(root).port(0).tls(tls).build());
                Launched commands = Launched.start(resident, local, Path.of("/dev/null"), environment)) {
            Path bin = Files.createDirectory(directory.resolve("bin"));
            Path standIn = Files.createFile(
                    bin.resolve("ftp-client"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(standIn, ResidentCommands.standIn(commands.firstLine()));
            List<String> examples = examples(help("--help"));
            for (String command : commands()) {
                List<String> ofCommand = examples(help("help", command));
                assertFalse(ofCommand.isEmpty(), command);
                examples.addAll(ofCommand);
            }
            examples.removeIf(example -> example.startsWith("ftp-client login")); // needs users and a terminal: LoginIT
            examples.removeIf(example -> example.startsWith("ftp-client link")); // needs users: LinksIT
            for (String example : examples) {
                clear(root);
                clear(local);
                if (!example.startsWith("ftp-client mkdir")) {
                    fill(root);
                }
                fill(local);
                Files.writeString(local.resolve("lock"), "mine");
                try {
                    runs(bin, withKey(here(example, server.port())));
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + commands.err(), e);
                }
            }
        }
    }

    private String withKey(String script) {
        return script.replaceAll("SHA256:[A-Za-z0-9+/]{43}", Matcher.quoteReplacement(certificate.fingerprint()));
    }

    private static String here(String example, int port) {
        return example.replace("host:50001", "host")
                .replaceAll("(?<![a-z.])(localhost|host|far\\.example)\\b", "localhost:" + port)
                .replace("jq .size", "grep size"); // not on every machine
    }

    private static void clear(Path directory) throws IOException {
        for (String name : Trees.visible(directory)) {
            try (Stream<Path> below = Files.walk(directory.resolve(name))) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The files that examples name. */
    private static void fill(Path at) throws IOException {
        List<String> files = List.of(
                "notes.txt", "part1", "part2", "a.iso", "b.iso", "a.bin", "b.bin", "draft.txt", "a.txt", "a", "b");
        for (String file : files) {
            Files.writeString(at.resolve(file), file);
        }
        Files.writeString(at.resolve("log.txt"), "an error\n".repeat(100));
        Files.write(at.resolve("disk.img"), Trees.bytes(7, 100_000));
        for (String name : List.of("photos/2026", "src", "site", "logs", "archive", "downloads", "tmp")) {
            Files.createDirectories(at.resolve(name));
        }
        Files.write(at.resolve("c.jpg"), Trees.bytes(1, 5000));
        Files.write(at.resolve("photos/c.jpg"), Trees.bytes(1, 5000));
        Files.write(at.resolve("photos/2026/d.jpg"), Trees.bytes(2, 6000));
        Files.writeString(at.resolve("src/A.java"), "class A {}");
        Files.writeString(at.resolve("logs/x.txt"), "an error\n");
        Files.writeString(at.resolve("photos/c.tmp"), "rest");
        Files.writeString(at.resolve("notes[1].txt"), "one");
    }

    private static List<String> commands() {
        List<String> names = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)^  ([a-z]+) +\\S").matcher(section(help("--help"), "Commands"));
        while (line.find()) {
            names.add(line.group(1));
        }
        names.remove("help");
        assertTrue(names.contains("get"), names.toString());
        return names;
    }

    private static String help(String... arguments) {
        Ended client = CommandInProcess.run(Map.of(), arguments);
        assertEquals(0, client.exit(), client.err());
        return client.out();
    }

    private static List<String> examples(String help) {
        return section(help, "Examples")
                .lines()
                .filter(line -> line.matches("  \\S.*"))
                .map(String::strip)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String section(String help, String heading) {
        int start = help.indexOf("\n" + heading + ":\n");
        assertTrue(start >= 0, help);
        int end = help.indexOf("\n\n", start + 1);
        return help.substring(start + heading.length() + 3, end < 0 ? help.length() : end + 1);
    }

    private static List<String> shell(Path document) throws IOException {
        Matcher block = SHELL.matcher(Files.readString(document));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    private Path config() {
        return directory.resolve("config");
    }

    /** @param programs where {@code ftp-client} is */
    private void runs(Path programs, String script) throws Exception {
        String strict =
                "set -euo pipefail\nexport XDG_CONFIG_HOME=" + config() + "\nPATH=" + programs + ":$PATH\n" + script;
        try (Launched shell = Programs.shell(local, strict)) {
            assertEquals(0, shell.exit(), () -> script + "\n" + shell.out() + shell.err());
        }
    }
}
