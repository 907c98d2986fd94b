package io.filetransfer.integration;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Coverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The programs by their launchers, with the JDK that the tests run on. */
final class Programs {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            // The launchers keep something there that makes them start faster; not in the home of who runs the tests.
            "XDG_CACHE_HOME",
            Path.of("target", "cache").toAbsolutePath().toString(),
            "FTP_CLIENT_OPTS",
            String.join(" ", Coverage.agent()),
            "FTP_SERVER_OPTS",
            String.join(" ", Coverage.agent()));

    private static final Path NOTHING = Path.of("/dev/null");

    static {
        try {
            StartArchive.make(launcher("ftp-client"), ENVIRONMENT);
        } catch (Exception e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Programs() {}

    static String launcher(String name) {
        return Path.of("..", name, "bin", name).toAbsolutePath().normalize().toString();
    }

    static Launched startServer(Path directory, String... arguments) throws IOException {
        return start("ftp-server", directory, NOTHING, arguments);
    }

    static Launched startClient(Path directory, String... arguments) throws IOException {
        return start("ftp-client", directory, NOTHING, arguments);
    }

    /** With this on standard input. */
    static Launched startClientReading(Path input, Path directory, String... arguments) throws IOException {
        return start("ftp-client", directory, input, arguments);
    }

    private static Launched start(String name, Path directory, Path input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher(name)));
        command.addAll(List.of(arguments));
        return Launched.start(command, directory, input, ENVIRONMENT);
    }

    /** Runs the client to its end. */
    static Launched client(Path directory, String... arguments) throws Exception {
        Launched client = startClient(directory, arguments);
        client.exit();
        return client;
    }

    /** Runs lines of shell in which {@code $FTP} is the client. */
    static Launched shell(Path directory, String line) throws Exception {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("FTP", launcher("ftp-client"));
        Launched shell = Launched.start(List.of("bash", "-c", line), directory, NOTHING, environment);
        shell.exit(Await.LIMIT.multipliedBy(5));
        return shell;
    }
}
