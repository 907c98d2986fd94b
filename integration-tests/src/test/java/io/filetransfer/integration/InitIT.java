package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a first transfer, by just the commands that {@code ftp-server init} shows. */
@Timeout(120)
class InitIT {
    private static final String SERVER = "io.filetransfer.server.program.Main";
    private static final String CLIENT = "io.filetransfer.client.cli.Main";

    @TempDir
    Path directory;

    private String run(String program, int expected, List<String> arguments) throws Exception {
        List<String> command = Launched.java(List.of(), program, arguments.toArray(String[]::new));
        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", directory.resolve("config").toString());
        try (Launched launched = Launched.start(command, directory, Path.of("/dev/null"), environment)) {
            assertEquals(expected, launched.exit(), () -> launched.out() + launched.err());
            return launched.out();
        }
    }

    @Test
    void whatItShowsWorks() throws Exception {
        String told = run(SERVER, 0, List.of("init", "made", "--name", "localhost"));
        List<String> lines = told.lines().map(String::strip).toList();
        Path token = Files.createFile(
                directory.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                token,
                lines.stream()
                        .filter(line -> line.startsWith("ftt_"))
                        .findFirst()
                        .orElseThrow());
        Files.write(directory.resolve("FILE"), new byte[100_000]);
        assertTrue(lines.contains("ftp-server --config made/ftp-server.toml"), told);
        List<String> serve = Launched.java(
                List.of(), SERVER, "--config", "made/ftp-server.toml", "--address", "127.0.0.1", "--port", "0");
        try (ServerProcess server =
                ServerProcess.of(Launched.start(serve, directory, Path.of("/dev/null"), Map.of()))) {
            assertTrue(server.log().contains("open to users"), server.log());
            List<String> commands = lines.stream()
                    .filter(line -> line.startsWith("ftp-client "))
                    .toList();
            assertEquals(3, commands.size(), told);
            for (String command : commands) {
                List<String> words = new ArrayList<>(List.of(command.replace("localhost", "localhost:" + server.port())
                        .split(" ")));
                words.remove(0);
                if (words.get(0).equals("login")) {
                    words.add(1, "--token-file=" + token); // there is no terminal
                }
                run(CLIENT, 0, words);
            }
        }
        assertArrayEquals(new byte[100_000], Files.readAllBytes(directory.resolve("made/files/FILE")));
    }
}
