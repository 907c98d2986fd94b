package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PROTOCOL.md is enough to write a client: clients in Python that were written from it, against the server. */
class ProtocolInPythonIT {
    @TempDir
    Path root;

    @TempDir
    Path local;

    @Test
    void everyChoice() throws Exception {
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(root).port(0).build())) {
            String port = Integer.toString(server.port());
            try (Launched client = Launched.run(Launched.python("native_client.py", "127.0.0.1", port))) {
                assertEquals("ok\n", client.out(), client.err());
            }
            assertEquals(List.of("big", "full", "last", "there"), Trees.names(root.resolve("python")));
            Trees.awaitEmptyStaging(root);
        }
    }

    @Test
    void theClientInTheSpecification() throws Exception {
        Matcher program = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../ftp-codec/PROTOCOL.md")));
        assertTrue(program.find());
        Path client = Files.writeString(local.resolve("client.py"), program.group(1));
        byte[] content = Trees.bytes(1, 300_000);
        Path source = Files.write(local.resolve("source"), content);
        Path copy = local.resolve("copy");
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(root).port(0).build())) {
            String port = Integer.toString(server.port());
            run(client, port, "put", source.toString(), "a name");
            assertArrayEquals(content, Files.readAllBytes(root.resolve("a name")));
            run(client, port, "get", "a name", copy.toString());
            assertArrayEquals(content, Files.readAllBytes(copy));
            assertEquals("1 300000 'a name'\n", run(client, port, "list", "/"));
            try (Launched missing =
                    Launched.run("python3", client.toString(), "127.0.0.1", port, "get", "missing", copy + "2")) {
                assertTrue(missing.err().startsWith("error 5:"), missing.err());
            }
        }
    }

    private static String run(Path client, String port, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("python3", client.toString(), "127.0.0.1", port));
        command.addAll(List.of(arguments));
        try (Launched run = Launched.run(command)) {
            assertEquals(0, run.exit(), run.err());
            return run.out();
        }
    }
}
