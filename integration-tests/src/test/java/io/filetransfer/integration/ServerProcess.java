package io.filetransfer.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The server program in a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "ftp-server listening on ";
    private final Launched launched;
    private final int port;

    private ServerProcess(Launched launched, int port) {
        this.launched = launched;
        this.port = port;
    }

    static ServerProcess start(Path root, String... options) throws Exception {
        return start(List.of(), List.of(), root, options);
    }

    /**
     * @param before what comes before the command, as {@code unshare -m}
     * @param jvm further options of the JVM
     */
    static ServerProcess start(List<String> before, List<String> jvm, Path root, String... options) throws Exception {
        Launched launched = launch(before, jvm, root, options);
        try {
            return of(launched);
        } catch (Exception | AssertionError e) {
            launched.close();
            throw e;
        }
    }

    /** Without waiting for it to be ready. */
    static Launched launch(List<String> before, List<String> jvm, Path root, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--root", root.toString()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--port")) {
            arguments.addAll(List.of("--port", "0"));
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(Launched.java(jvm, "io.filetransfer.server.program.Main", arguments.toArray(String[]::new)));
        return Launched.start(command);
    }

    /** Waits for the first line, which says the address. */
    static ServerProcess of(Launched launched) throws Exception {
        String line = launched.firstLine();
        if (!line.startsWith(READY)) {
            throw new AssertionError("The first line is: " + line);
        }
        return new ServerProcess(launched, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    int port() {
        return port;
    }

    Launched program() {
        return launched;
    }

    String log() {
        return launched.err();
    }

    /** Files and sockets that the process has open now. */
    int descriptors() throws IOException {
        return descriptors(Long.toString(launched.pid()));
    }

    /** Without pipes, of which some are kept for the next transfers, and what the JVM opens when it is first needed. */
    static int descriptors(String pid) throws IOException {
        List<String> open = openFiles(pid);
        return (int) open.stream().filter(target -> !isOfTheJvm(target)).count() - pipes(open);
    }

    /** Jars that classes are loaded from, and where random numbers come from. */
    private static boolean isOfTheJvm(String target) {
        return target.endsWith(".jar") || target.startsWith("/dev/");
    }

    static int pipes(List<String> open) {
        return (int) open.stream().filter(target -> target.startsWith("pipe:")).count();
    }

    /** What the descriptors lead to. */
    static List<String> openFiles(String pid) throws IOException {
        List<String> targets = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc", pid, "fd"))) {
            for (Path descriptor : open.toList()) {
                targets.add(target(descriptor));
            }
        }
        return targets;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "closed";
        }
    }

    /** KiB of memory that the process has in use. */
    long residentKibibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(launched.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }

    void kill() throws Exception {
        launched.signal("KILL");
        launched.exit();
    }

    @Override
    public void close() {
        launched.close();
    }
}
