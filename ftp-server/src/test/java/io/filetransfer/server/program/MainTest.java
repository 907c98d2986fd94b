package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Coverage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own. */
@Timeout(60)
class MainTest {
    @TempDir
    private Path root;

    @TempDir
    private Path logs;

    /** What starts the program. */
    private List<String> before = List.of();

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as the launcher and the manifest do it
        }
        command.addAll(Coverage.agent());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.redirectError(logs.resolve("err").toFile()).start();
    }

    private void await(String text) {
        Await.until(text, () -> errors().contains(text));
    }

    @Test
    void whatWaitsForAStartIsNamedAtSighup() throws Exception {
        Path file = Files.writeString(logs.resolve("s.toml"), "log-level = \"info\"\n");
        Process server = start("--port=0", "--config", file.toString());
        try {
            server.inputReader().readLine();
            Files.writeString(file, "log-level = \"warn\"\naudit-log = \"audit\"\nidle-timeout = 7\n");
            hangUp(server);
            await("of what changed, this counts at the next start only: log-level, audit-log" + System.lineSeparator());
            assertEquals(isHangUpIgnored(), errors().contains("SIGHUP does nothing"), errors());
        } finally {
            server.destroyForcibly();
        }
    }

    /** Where nohup has started the tests: what they start inherits it. */
    private static boolean isHangUpIgnored() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & 1)
                        != 0;
            }
        }
        throw new IOException("The kernel does not say which signals are ignored");
    }

    private static void hangUp(Process server) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-HUP", Long.toString(server.pid()))
                        .start()
                        .waitFor());
    }

    @Test
    void aSighupThatIsIgnoredFromTheStartIsToldAtTheStart() throws Exception {
        Path file = Files.writeString(logs.resolve("s.toml"), "");
        before = List.of("nohup");
        Process server = start("--port=0", "--config", file.toString());
        try {
            server.inputReader().readLine();
            await("SIGHUP does nothing, as it was ignored when this server was started");
        } finally {
            server.destroyForcibly();
        }
    }

    private String errors() throws IOException {
        return Files.readString(logs.resolve("err"));
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theAddressIsAllOfStandardOutputAndTheLogIsOnStandardError() throws Exception {
        Process server = start("--port=0");
        try {
            BufferedReader out = server.inputReader();
            String line = out.readLine();
            assertTrue(line.matches("ftp-server listening on 127\\.0\\.0\\.1:[0-9]+"), line);
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write("1x\ty:GET".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
            server.toHandle().destroy();
            assertEquals(null, out.readLine());
            assertTrue(server.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, server.exitValue(), errors());
            assertTrue(errors().contains("GET \"x\\u0009y\" 0 bytes"), errors());
            assertTrue(errors().contains("open to this machine"), errors());
            assertFalse(errors().contains("\tat "), errors());
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void whatCannotStartIsOne() throws Exception {
        Process server = start("--root", "missing", "--port", "0");
        assertEquals("", output(server));
        assertEquals(1, server.waitFor());
        assertTrue(errors().startsWith("ftp-server: cannot serve "), errors());
        assertTrue(errors().contains("missing: The root does not exist."), errors());
        assertEquals(1, errors().lines().count(), errors());
    }

    @Test
    void usageIsTwo() throws Exception {
        Process server = start("--colour");
        assertEquals("", output(server));
        assertEquals(2, server.waitFor());
        assertTrue(errors().contains("--colour"), errors());
        assertFalse(errors().contains("\tat "), errors());
    }

    @Test
    void helpAndVersionAreZero() throws Exception {
        Process help = start("--help");
        assertEquals(ServerHelp.TEXT, output(help));
        assertEquals(0, help.waitFor());
        Process version = start("--version");
        assertTrue(output(version).startsWith("ftp-server "));
        assertEquals(0, version.waitFor());
        assertEquals("", errors());
    }
}
