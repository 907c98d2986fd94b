package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process of its own, without the launcher that tells which streams are terminals. */
class TerminalTest {
    /** Since JDK 22 such a process has a console all the same. */
    @Test
    void pipesAreNoTerminal() throws Exception {
        assertEquals("out false, err false", told());
    }

    @Test
    void theLauncherKnowsBetter() throws Exception {
        assertEquals("out true, err false", told("-Dftp.tty.out=true", "-Dftp.tty.err=false"));
    }

    private static String told(String... options) throws Exception {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.command().addAll(List.of(options));
        java.command().addAll(List.of("-cp", System.getProperty("java.class.path"), Asks.class.getName()));
        Process process = java.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process does not end");
        return answer;
    }

    static final class Asks {
        private Asks() {}

        public static void main(String[] args) {
            Terminal terminal = Terminal.system();
            terminal.out().line("out " + terminal.outIsTerminal() + ", err " + terminal.errIsTerminal());
            terminal.out().flush();
        }
    }
}
