package io.filetransfer.integration;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Coverage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a process of its own. What it writes goes to files, so that it never waits for a reader; they have no name
 * any more, so that nothing stays, however a test ends.
 */
final class Launched implements AutoCloseable {
    /** For a program that is asked to end, so that what it ran is counted. */
    private static final int POLITE_SECONDS = 10;

    private final Process process;
    private final FileChannel out;
    private final FileChannel err;

    private Launched(Process process, FileChannel out, FileChannel err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** With nothing on standard input. */
    static Launched start(List<String> command) throws IOException {
        return start(command, Path.of("."), Path.of("/dev/null"), Map.of());
    }

    static Launched start(List<String> command, Path directory, Path input, Map<String, String> environment)
            throws IOException {
        Path out = Files.createTempFile("program-", ".out");
        Path err = Files.createTempFile("program-", ".err");
        ProcessBuilder builder = new ProcessBuilder(withDefaultSignals(command))
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return new Launched(builder.start(), FileChannel.open(out), FileChannel.open(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /**
     * Signals that whoever started the build ignores (nohup, a script's background job) stay ignored in all that it
     * starts, and Java leaves an ignored one alone. A program under test is not to depend on that.
     */
    private static List<String> withDefaultSignals(List<String> command) {
        List<String> reset = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT,TERM,PIPE"));
        reset.addAll(command);
        return reset;
    }

    /** Runs to the end, which has to be a good one. */
    static void succeeds(String... command) throws Exception {
        try (Launched launched = run(command)) {
            if (launched.exit() != 0) {
                throw new AssertionError(List.of(command) + ": " + launched.out() + launched.err());
            }
        }
    }

    /** Runs to the end. */
    static Launched run(String... command) throws Exception {
        Launched launched = start(List.of(command));
        launched.exit();
        return launched;
    }

    static Launched run(List<String> command) throws Exception {
        return run(command.toArray(String[]::new));
    }

    /** A class of these tests or of the client on this JVM's class path, or the server as it is packaged. */
    static List<String> java(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx640m"));
        command.addAll(access());
        command.addAll(Coverage.agent());
        List<String> java = List.copyOf(command);
        command.addAll(options);
        if (mainClass.equals(PackagedServer.MAIN) && Coverage.agent().isEmpty()) {
            command.addAll(PackagedServer.options(java));
        } else {
            String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            command.addAll(List.of("-cp", tests));
        }
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }

    /** What this JVM was allowed, as the launchers allow it. */
    private static List<String> access() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("--enable-native-access"))
                .toList();
    }

    static List<String> python(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("python3");
        command.add(Path.of("src/test/python", program).toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -TERM} or another name. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    boolean ended() {
        return !process.isAlive();
    }

    /** Waits for the end. */
    int exit() throws Exception {
        return exit(Await.LIMIT);
    }

    /** For what takes longer than one program. */
    int exit(Duration limit) throws Exception {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Hangs: " + process.info().commandLine() + "\n" + out() + err());
        }
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** The first line on standard output, once it is whole. */
    String firstLine() throws Exception {
        Await.until(() -> "a first line; standard error: " + err(), () -> out().contains("\n") || ended());
        String text = out();
        if (!text.contains("\n")) {
            throw new AssertionError("Ended without a line: " + err());
        }
        return text.substring(0, text.indexOf('\n'));
    }

    private static String read(FileChannel file) {
        try {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            while (content.hasRemaining() && file.read(content, content.position()) >= 0) {
                // A read can give less than is there.
            }
            return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    /** Ends it in whatever way, and forgets what it wrote. */
    @Override
    public void close() {
        try {
            if (!Coverage.agent().isEmpty() && process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                process.waitFor(POLITE_SECONDS, TimeUnit.SECONDS);
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
            out.close();
            err.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
