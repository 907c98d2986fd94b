package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpAndVersionAreResults() {
        assertEquals(ExitCode.OK, run("--help"));
        assertTrue(out().startsWith("Usage: ftp-client COMMAND"));
        assertTrue(out().endsWith("\n"));
        assertEquals("", err());
        out.reset();
        assertEquals(ExitCode.OK, run("--version"));
        assertTrue(out().startsWith("ftp-client "));
    }

    @Test
    void wrongUsageIsAMessage() {
        assertEquals(ExitCode.USAGE, run("gte", "h/x"));
        assertEquals("", out());
        assertEquals("ftp-client: unknown command 'gte', did you mean 'get'?\nTry 'ftp-client --help'.\n", err());
    }

    @Test
    void wrongUsageOfACommandNamesIt() {
        assertEquals(ExitCode.USAGE, run("get", "--frob"));
        assertTrue(err().startsWith("ftp-client: get: unknown option '--frob'"));
        assertTrue(err().endsWith("Try 'ftp-client help get'.\n"));
    }

    @Test
    void noWordsAtAll() {
        assertEquals(ExitCode.USAGE, run());
        assertTrue(err().contains("no command given"));
    }

    @Test
    void wrongUsageAsJson() {
        assertEquals(ExitCode.USAGE, run("ls", "--json", "a\u001b\"b"));
        Map<String, Object> result = StrictJson.object(out().stripTrailing());
        assertEquals("ls", result.get("command"));
        assertEquals(false, result.get("ok"));
        assertEquals("USAGE", result.get("code"));
        assertEquals(false, result.get("retry"));
        assertTrue(result.get("message").toString().contains("a\u001b\"b"));
    }

    @Test
    void noEscapeReachesTheTerminal() {
        assertEquals(ExitCode.USAGE, run("\u001b[2J", "h/x"));
        assertEquals(ExitCode.USAGE, run("get", "\u001b[2J"));
        assertEquals(ExitCode.USAGE, run("get", "--\u001b[2J"));
        assertEquals(-1, err().indexOf('\u001b'));
    }

    @Test
    void aProfileOfAFileThatIsNotThereIsNotKept() {
        String missing = directory.resolve("nofile").toString();
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, err);
        Program program = new Program(terminal, Map.of("XDG_CONFIG_HOME", directory.toString()));
        for (String option : List.of("--token-file", "--ca")) {
            err.reset();
            assertEquals(ExitCode.LOCAL_FILE, program.run("profile", "add", option, missing, "prod", "h"));
            assertTrue(err().contains(missing + ": No such file or directory; nothing was stored"), err());
        }
        assertEquals(ExitCode.USAGE, program.run("profile", "show", "prod"));
    }

    @Test
    void aReaderThatHasGoneEndsQuietly() {
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), new Failing("Broken pipe"), err);
        assertEquals(ExitCode.OUTPUT_CLOSED, new Program(terminal, Map.of()).run("--help"));
        assertEquals("", err());
    }

    @Test
    void aFullDiskBehindTheOutputIsTold() {
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), new Failing("No space left on device"), err);
        assertEquals(ExitCode.LOCAL_FILE, new Program(terminal, Map.of()).run("--help"));
        assertEquals("ftp-client: standard output: No space left on device (LOCAL_FILE)\n", err());
    }

    @Test
    void closedMessagesDoNotChangeTheExitCode() {
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, new Failing("Bad file descriptor"));
        assertEquals(ExitCode.USAGE, new Program(terminal, Map.of()).run("get"));
    }

    private static final class Failing extends OutputStream {
        private final String why;

        Failing(String why) {
            this.why = why;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(why);
        }
    }

    private ExitCode run(String... args) {
        return new Program(Terminal.of(InputStream.nullInputStream(), out, err), Map.of()).run(args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
