package io.filetransfer.server.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.AdminAddress;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of a server that runs, and of its machine. */
@Timeout(60)
class OperatorProgramTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        bytes.reset();
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private int ask(String command, String... arguments) {
        return new OperatorProgram(Map.of(), stream(out), stream(err), 2).run(command, List.of(arguments));
    }

    private int doctor(String... arguments) {
        return DoctorProgram.run(List.of(arguments), Map.of(), stream(out), stream(err));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path root() throws Exception {
        return Files.createDirectories(directory.resolve("root"));
    }

    @Test
    void aRunningServerIsAsked() throws Exception {
        String place = "unix:" + directory.resolve("a.sock");
        ServerConfig config = ServerConfig.builder(root())
                .port(0)
                .admin(List.of(AdminAddress.parse(place)))
                .build();
        Level before = LogManager.getRootLogger().getLevel();
        try (FileTransferServer server = FileTransferServer.start(config)) {
            assertTrue(server.isReady());
            String where = "--admin-listen=" + place;
            assertEquals(0, ask("status", where), err::toString);
            assertEquals("0 connections, 0 transfers\n", said());
            assertEquals(0, ask("status", "--json", where), err::toString);
            assertEquals("{\"connections\":0,\"leftOut\":0,\"transfers\":[]}\n", said());
            assertEquals(0, ask("top", where), err::toString);
            assertEquals(2, said().split("0 connections", -1).length - 1);
            assertEquals(1, ask("kick", "12.3", where));
            assertTrue(
                    err.toString(StandardCharsets.UTF_8).startsWith("nothing is to be ended under this id: 12.3"),
                    err::toString);
            assertEquals(0, ask("log", "level", "error", where), err::toString);
            assertEquals(Level.ERROR, LogManager.getRootLogger().getLevel());
            assertEquals(1, ask("log", "level", "loud", where));
            assertEquals("the level is error, warn, info or debug\n", err.toString(StandardCharsets.UTF_8));
        } finally {
            Configurator.setRootLevel(before);
        }
        assertEquals(1, ask("status", "--admin-listen=" + place));
        assertTrue(
                err.toString(StandardCharsets.UTF_8).startsWith("ftp-server status: no server can be asked on"),
                err::toString);
    }

    @Test
    void usage() {
        assertEquals(2, ask("status"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("where the server is to be asked"), err::toString);
        assertEquals(2, ask("kick"));
        assertEquals(2, ask("log", "volume"));
        assertEquals(2, ask("status", "--wrong"));
        assertEquals(0, ask("top", "--help"));
        assertEquals(OperatorProgram.HELP, said());
    }

    @Test
    void theDoctorFindsAHealthyRoot() throws Exception {
        Path root = root();
        assertEquals(0, doctor("--port=0", root.toString()), this::said);
        for (String line :
                List.of("ok       sync         a small file is safe", "ok       names", "open files", "inodes")) {
            assertTrue(said().contains(line), this::said);
        }
        try (var left = Files.list(root)) {
            assertEquals(0, left.count());
        }
        assertEquals(0, doctor("--json", "--port=0", root.toString()), this::said);
        assertTrue(said().startsWith("{\"ok\":true,\"checks\":[{\"check\":\"open files\","), this::said);
    }

    @Test
    void theDoctorSaysWhatToDo() throws Exception {
        assertEquals(1, doctor("--port=0", directory.resolve("none").toString()));
        assertTrue(said().contains("FAILED   root"), this::said);
        Path users = Files.writeString(directory.resolve("users.toml"), "nonsense");
        Path none = directory.resolve("no.pem");
        List<String> arguments = new ArrayList<>(List.of(
                "--users=" + users,
                "--tls-certificate=" + none,
                "--tls-key=" + none,
                "--admin-listen=unix:" + directory.resolve("none/a.sock"),
                root().toString()));
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            arguments.add("--port=" + taken.getLocalPort());
            assertEquals(1, doctor(arguments.toArray(String[]::new)));
        }
        for (String line :
                List.of("FAILED   users", "FAILED   certificate", "FAILED   admin socket", "WARNING  port")) {
            assertTrue(said().contains(line), this::said);
        }
        assertEquals(2, doctor("--wrong"));
    }
}
