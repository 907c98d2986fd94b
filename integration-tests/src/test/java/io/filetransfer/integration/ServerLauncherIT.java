package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as people start it. */
class ServerLauncherIT {
    @TempDir
    Path directory;

    @Test
    void servesTheDirectoryItStandsIn() throws Exception {
        Files.writeString(directory.resolve("here"), "content");
        try (ServerProcess server = ServerProcess.of(Programs.startServer(directory, "--port", "0"))) {
            assertTrue(server.port() > 0);
            Canary.sing(server.port());
            try (Launched cat = Programs.client(directory, "cat", "127.0.0.1:" + server.port() + "/here")) {
                assertEquals("content", cat.out(), cat.err());
            }
            // The launcher has become the server: the signal reaches it.
            server.program().signal("TERM");
            assertEquals(0, server.program().exit(), server.log());
            assertEquals(1, server.program().out().lines().count());
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        try (Launched unknown = Programs.startServer(directory, "--rooot", "x");
                Launched missing = Programs.startServer(directory, "--root", "missing", "--port", "0");
                Launched open = Programs.startServer(directory, "--address", "0.0.0.0", "--port", "0");
                Launched help = Programs.startServer(directory, "--help")) {
            assertEquals(2, unknown.exit(), unknown.err());
            assertTrue(unknown.err().contains("--rooot") && unknown.err().contains("--help"), unknown.err());
            assertEquals(1, missing.exit(), missing.err());
            assertEquals(2, open.exit(), open.err());
            assertTrue(open.err().contains("insecure"), open.err());
            assertEquals(0, help.exit(), help.err());
            assertTrue(help.out().startsWith("Usage: ftp-server"), help.out());
            for (Launched each : new Launched[] {unknown, missing, open}) {
                assertEquals("", each.out());
                assertTrue(!each.err().contains("\tat "), each.err());
            }
        }
    }
}
