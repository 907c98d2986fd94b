package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code config check} refuses what would not start, and makes nothing. */
@Timeout(60)
class ConfigCheckTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int check(String... more) {
        err.reset();
        List<String> arguments = new ArrayList<>(List.of("check"));
        arguments.addAll(List.of(more));
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return ConfigProgram.run(arguments, Map.of(), out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private void refused(String sentence, String... arguments) {
        assertEquals(1, check(arguments), sentence);
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains(sentence), said);
    }

    @Test
    void filesOfLogsAreLookedAt() throws Exception {
        String root = Files.createDirectory(directory.resolve("root")).toString();
        refused("no such directory", root, "--audit-log", directory + "/none/audit.log");
        refused(
                "the log of transfers cannot be written to /dev/full: it is not a file",
                root,
                "--transfer-log=/dev/full");
        refused("it is not a file", root, "--audit-log", directory.toString());
        refused("lies in the root", root, "--audit-log", root + "/audit.log");
        refused("--audit-log is empty", root, "--audit-log=");
        Path there = Files.writeString(directory.resolve("there"), "kept");
        assertEquals(0, check(root, "--audit-log", directory + "/new", "--transfer-log=" + there), err::toString);
        assertEquals(0, check(root, "--audit-log=-"), err::toString);
        assertEquals("kept", Files.readString(there));
        try (var all = Files.list(directory)) {
            assertEquals(List.of(directory.resolve("root"), there), all.sorted().toList());
        }
    }

    @Test
    void theRootAndTheDirectoryOfALogMustBeOpenToTheServer() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeFalse(Files.isReadable(closed)); // nothing is closed to root
        refused("may not be read and entered", closed.toString());
        refused("permission denied", directory.toString(), "--audit-log", closed + "/audit.log");
    }

    @Test
    void aFileWithoutEndIsNotRead() {
        refused("/dev/zero is neither a file nor a pipe", "--config=/dev/zero");
        refused("/dev/zero is neither a file nor a pipe", directory.toString(), "--users=/dev/zero");
        refused(directory + " is neither a file nor a pipe", "--config", directory.toString());
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws Exception {
        Path file = Files.write(directory.resolve("long.toml"), new byte[(1 << 20) + 1]);
        refused(file + " is too large for a configuration", "--config", file.toString());
    }

    @Test
    void aPipeIsRead() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process writer = new ProcessBuilder("sh", "-c", "echo 'prot = 1' >\"$1\"", "sh", pipe.toString()).start();
        refused(pipe + ", line 1: prot is not known; did you mean port?", "--config", pipe.toString());
        assertEquals(0, writer.waitFor());
    }
}
