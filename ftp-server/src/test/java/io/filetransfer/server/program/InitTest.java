package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code init} writes and says. */
class InitTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int init(String... arguments) {
        return InitProgram.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static ServerConfig config(Path file) {
        return ServerOptions.parse(new String[] {"--config", file.toString()}, Map.of())
                .config();
    }

    /** A # that is taken away leaves what was, or sets what the comment calls an example. */
    @Test
    void eachLineOfTheFileIsValidAlone() throws Exception {
        Path made = directory.resolve("made");
        assertEquals(0, init(made.toString(), "--name=localhost"), err::toString);
        Path file = made.resolve("ftp-server.toml");
        List<String> lines = Files.readAllLines(file);
        ServerConfig asMade = config(file);
        int keys = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).matches("#[a-z].*")) {
                continue;
            }
            keys++;
            List<String> changed = new ArrayList<>(lines);
            changed.set(i, lines.get(i).substring(1));
            ServerConfig config = config(Files.write(made.resolve("changed.toml"), changed));
            if (!lines.get(i - 1).endsWith("What stands here is an example.")) {
                assertEquals(asMade, config, lines.get(i));
            }
        }
        assertEquals(ServerOptions.SETTINGS.rows().size() - 1 - 6, keys); // config, and the six that are set
        assertTrue(lines.contains("#insecure = false"), lines::toString);
        assertTrue(lines.contains("#read-only = false"), lines::toString);
    }

    @Test
    void whatItShowsCanBePastedIntoAShell() {
        Path made = directory.resolve("it's a directory");
        assertEquals(0, init(made.toString(), "--name=::1", "--port=7"), err::toString);
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("--config '" + directory + "/it'\\''s a directory/ftp-server.toml'\n"), told);
        assertTrue(told.contains("ftp-client trust '[::1]:7' SHA256:"), told);
        assertTrue(told.contains("ftp-client put FILE '[::1]:7/'\n"), told);
    }

    @Test
    void whatCannotBeMadeIsASentence() throws Exception {
        assertEquals(1, init("/proc/none"));
        assertEquals(1, init(Files.createFile(directory.resolve("file")).toString()));
        assertEquals(2, init(directory.resolve("x").toString(), "--port=0"));
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("/proc/none cannot be made or used: there is no such place"), said);
        assertTrue(said.contains("file cannot be made or used: something else has that name"), said);
        assertTrue(said.contains("--port 0 would be another port at each start"), said);
        assertFalse(said.contains("Exception"), said);
        assertFalse(Files.exists(directory.resolve("x")));
    }
}
