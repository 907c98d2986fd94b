package io.filetransfer.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The server as it is packaged, for tests that start it many times without its launcher. An archive of the loaded classes
 * takes a third off what a start costs; it is made before the first one. Where there is none, all is well without it.
 */
final class PackagedServer {
    static final String MAIN = "io.filetransfer.server.program.Main";

    private static final String NAME = "ftp-server";

    /** The JVM's own words about an archive that it cannot use are none of the program's. */
    private static final List<String> QUIETLY = List.of("-Xshare:auto", "-Xlog:disable");

    private PackagedServer() {}

    /**
     * The class path, and the archive.
     *
     * @param java the program and the options that it is made with
     */
    static List<String> options(List<String> java) {
        try {
            Path home = Path.of("..", NAME, "target", NAME).toRealPath();
            Path jar = only(home.resolve("lib"), NAME + "-*-launcher.jar");
            // The jars themselves carry the time of their release, whatever is in them.
            Path made = only(home.getParent(), NAME + "-*.tar.gz");
            List<String> packaged = List.of("-Djava.library.path=" + home.resolve("lib/native"), "-cp", jar.toString());
            List<String> options = new ArrayList<>();
            Path archive = Path.of("target", NAME + "-" + System.getProperty("java.runtime.version") + ".jsa")
                    .toAbsolutePath();
            if (isThere(archive, made, java, packaged)) {
                options.addAll(QUIETLY);
                options.add("-XX:SharedArchiveFile=" + archive);
            }
            options.addAll(packaged);
            return options;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path only(Path directory, String pattern) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            return found.iterator().next();
        }
    }

    /** One JVM of tests makes it, and others wait. What failed once is not tried again. */
    private static synchronized boolean isThere(Path archive, Path program, List<String> java, List<String> packaged)
            throws IOException {
        Path lock = Path.of("target", NAME + "-archive.lock");
        Path failed = Path.of("target", NAME + "-archive.failed");
        try (FileChannel one = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            one.lock(); // until it is closed
            if (Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(program)) > 0) {
                return true;
            }
            if (Files.exists(failed)) {
                return false;
            }
            String reason = make(archive, java, packaged);
            if (reason != null) {
                Files.writeString(failed, reason);
            }
            return reason == null;
        }
    }

    /** @return why there is none; null if there is */
    private static String make(Path archive, List<String> java, List<String> packaged) throws IOException {
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        Path root = Files.createDirectories(Path.of("target", "archive-root"));
        List<String> command = new ArrayList<>(java);
        command.addAll(QUIETLY);
        command.add("-XX:ArchiveClassesAtExit=" + made);
        command.addAll(packaged);
        command.addAll(List.of(MAIN, "--root", root.toString(), "--port", "0"));
        try (ServerProcess server = ServerProcess.of(Launched.start(command))) {
            Canary.sing(server.port());
            server.program().signal("TERM");
            server.program().exit();
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
            return null;
        } catch (Exception | AssertionError e) {
            return e.toString();
        }
    }
}
