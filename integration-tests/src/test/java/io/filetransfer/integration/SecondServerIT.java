package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server a root; as many servers in a process as there are roots. */
class SecondServerIT {
    @TempDir
    Path directory;

    private static ServerConfig config(Path root) {
        return ServerConfig.builder(root).port(0).build();
    }

    @Test
    void aSecondProcessOnOneRootRefusesToStart() throws Exception {
        try (ServerProcess first = ServerProcess.start(directory);
                Launched second = ServerProcess.launch(List.of(), List.of(), directory)) {
            assertEquals(1, second.exit());
            assertEquals("", second.out());
            assertTrue(second.err().contains("Another server is running on this root."), second.err());
            Canary.sing(first.port());
        }
    }

    @Test
    void aSecondServerInTheSameProcessRefusesToStart() throws Exception {
        try (FileTransferServer first = FileTransferServer.start(config(directory))) {
            IOException refused = assertThrows(IOException.class, () -> FileTransferServer.start(config(directory)));
            assertTrue(refused.getMessage().contains("Another server"), refused.getMessage());
            Path linked =
                    Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-link"), directory);
            assertThrows(IOException.class, () -> FileTransferServer.start(config(linked)));
            Files.delete(linked);
            // The refusals have not taken the lock away: another process still sees it.
            try (Launched other = ServerProcess.launch(List.of(), List.of(), directory)) {
                assertEquals(1, other.exit(), other.out());
            }
            Canary.sing(first.port());
        }
        try (FileTransferServer again = FileTransferServer.start(config(directory))) {
            Canary.sing(again.port());
        }
    }

    @Test
    void aTakenPortIsSaid() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (FileTransferServer first = FileTransferServer.start(config(directory));
                Launched second =
                        ServerProcess.launch(List.of(), List.of(), other, "--port", Integer.toString(first.port()))) {
            assertEquals(1, second.exit());
            assertTrue(second.err().contains("cannot listen on 127.0.0.1:" + first.port()), second.err());
        }
    }

    @Test
    void twoServersTwoRoots() throws Exception {
        Path a = Files.createDirectory(directory.resolve("a"));
        Path b = Files.createDirectory(directory.resolve("b"));
        byte[] content = Trees.bytes(6, 100_000);
        FileTransferServer first = FileTransferServer.start(config(a));
        try (FileTransferServer second = FileTransferServer.start(config(b))) {
            try (NativeConnection connection = new NativeConnection(first.port())) {
                connection.put("name", content).read(NativeConnection.REPLY);
            }
            try (NativeConnection connection = new NativeConnection(second.port())) {
                ErrorCode answer = connection.request(Choice.STAT, "name").readError();
                assertEquals(ErrorCode.NOT_FOUND, answer);
            }
            first.close();
            Canary.sing(second.port());
        } finally {
            first.close();
        }
        assertArrayEquals(content, Files.readAllBytes(a.resolve("name")));
        assertEquals(List.of(), Trees.visible(b));
    }
}
