package io.filetransfer.client.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The command line as its program runs it, from the words to the exit code, in this JVM: most of what a command costs is
 * the start of a JVM. Not part of it are the launcher, signals, and a directory of its own: local names are absolute.
 */
public final class CommandInProcess {
    private CommandInProcess() {}

    /** What came of it. */
    public record Ended(int exit, String out, String err) {}

    /** With nothing on standard input, and nobody who can be asked. */
    public static Ended run(Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        return run(Terminal.of(InputStream.nullInputStream(), out, err), out, err, environment, words);
    }

    /** Somebody sits at a terminal, and types this. */
    public static Ended answering(String answer, Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
        Terminal terminal =
                new Terminal(Channels.newChannel(in), out, Channels.newChannel(out), err, false, true, true);
        return run(terminal, out, err, environment, words);
    }

    private static Ended run(
            Terminal terminal,
            ByteArrayOutputStream out,
            ByteArrayOutputStream err,
            Map<String, String> environment,
            String... words) {
        int exit = new Program(terminal, environment).run(words).number();
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
