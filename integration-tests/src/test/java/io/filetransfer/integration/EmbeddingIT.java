package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars as other programs take them: compiled against without a warning, and run. */
class EmbeddingIT {
    private static final Path SOURCES = Path.of("src/test/embedders");
    private static final Path SHADED = Path.of("../ftp-client/shaded/target");
    private static final Path CLIENT = Path.of("../ftp-client/target/ftp-client/lib");
    private static final Path SERVER = Path.of("../ftp-server/target/ftp-server/lib");
    private static final Path ANOTHER_NETTY = Path.of("target/another-netty");

    @TempDir
    Path directory;

    /** Without the relocated network library the client finds the wrong one's classes, and does not open. */
    @Test
    void besideAnotherNetty() throws Exception {
        List<Path> jars = new ArrayList<>(jars(SHADED, "ftp-client-shaded"));
        jars.addAll(jars(ANOTHER_NETTY, ""));
        String path = path(jars);
        compile("-cp", path, SOURCES.resolve("client/embedder"), SOURCES.resolve("beside/embedder"));

        // The other's native library is for this processor only.
        boolean native64 = System.getProperty("os.arch").equals("amd64") && Epoll.isAvailable();
        assertEquals(
                "its own: " + System.getProperty("other.netty.version") + ", epoll " + native64
                        + "\nthe client's: epoll " + Epoll.isAvailable() + "\nsame\n",
                transfers("-cp", path + ":" + classes(), "embedder.BesideAnotherNetty"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theClientOnTheModulePath(boolean shaded) throws Exception {
        String path = path(shaded ? jars(SHADED, "ftp-client-shaded") : libraries(CLIENT));
        compile("--module-path", path, SOURCES.resolve("client"));
        assertEquals("same\n", transfers("--module-path", path + ":" + classes(), "-m", "embedder/embedder.Transfers"));
    }

    /** What stands behind the log's API is the program's choice: here nothing does. */
    @Test
    void theServerOnTheModulePath() throws Exception {
        List<Path> jars = libraries(SERVER);
        String path = path(jars);
        compile("--module-path", path, SOURCES.resolve("server"));
        Path root = Files.createDirectory(directory.resolve("root"));
        assertEquals(
                "port true\n",
                run("--module-path", path + ":" + classes(), "-m", "serving/serving.Serving", root.toString()));
    }

    /** Runs a program of transfers against a server of this JVM. */
    private String transfers(String... options) throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path work = Files.createDirectory(directory.resolve("work"));
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(root).port(0).build())) {
            List<String> command = new ArrayList<>(List.of(options));
            command.addAll(List.of(Integer.toString(server.port()), work.toString()));
            return run(command.toArray(String[]::new));
        }
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the jars with their module's name in the manifest need of the others, those cannot say.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--add-modules", "ALL-MODULE-PATH"));
        command.addAll(List.of(options));
        try (Launched program = Launched.run(command)) {
            assertEquals(0, program.exit(), () -> program.out() + program.err());
            return program.out();
        }
    }

    private void compile(String kindOfPath, String path, Path... sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(kindOfPath, path, "-d", classes()));
        // That the jars say their modules' names only in their manifests is known.
        arguments.addAll(List.of("--release", "17", "-proc:none", "-Xlint:all,-requires-automatic", "-Werror"));
        for (Path each : sources) {
            try (Stream<Path> files = Files.walk(each)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
            }
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        assertEquals(0, status, said::toString);
        assertEquals("", said.toString(StandardCharsets.UTF_8));
    }

    private String classes() {
        return directory.resolve("classes").toString();
    }

    /** What the package of a program has, without what only the program needs. */
    private static List<Path> libraries(Path lib) throws IOException {
        List<Path> jars = jars(lib, "").stream()
                .filter(jar -> !jar.toString()
                        .matches(".*(-launcher|/jcommander-[^/]*|/log4j-(core|layout-template-json)-[^/]*)\\.jar"))
                .toList();
        assertTrue(jars.size() < jars(lib, "").size());
        return jars;
    }

    private static List<Path> jars(Path directory, String start) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches(start + "[^/]*\\.jar"))
                    .filter(file -> !file.toString().matches(".*-(sources|javadoc)\\.jar"))
                    .toList();
            assertFalse(jars.isEmpty(), () -> "no jars in " + directory);
            return jars;
        }
    }

    private static String path(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(":"));
    }
}
