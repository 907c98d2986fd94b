package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client with a server as the first version's was: one byte for the count, one client after the other. */
class LegacyServerIT {
    @TempDir
    Path served;

    @TempDir
    Path local;

    private Launched server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = Launched.start(Launched.python("legacy_server.py", served.toString(), "20"));
        port = Integer.parseInt(server.firstLine());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLibrary() throws Exception {
        byte[] content = Trees.bytes(40, 3_000_001);
        Path source = Files.write(local.resolve("source"), content);
        Path target = local.resolve("target");
        try (FileTransferClient client = FileTransferClient.open(
                Client.config(port).legacyDialect(true).maxConnections(1).build())) {
            Client.get(client.put(PutRequest.of("name"), source).future());
            Client.get(client.get(GetRequest.of("name"), target).future());
            assertArrayEquals(content, Files.readAllBytes(target));
            assertArrayEquals(content, Files.readAllBytes(served.resolve("name")));
            Path empty = Files.createFile(local.resolve("empty"));
            Client.get(client.put(PutRequest.of("empty"), empty).future());
            Client.get(client.get(GetRequest.of("empty"), target).future());
            assertEquals(0, Files.size(target));
            ErrorCode missing = Client.outcome(
                    client.get(GetRequest.of("missing"), local.resolve("none")).future());
            assertEquals(ErrorCode.NOT_FOUND, missing);
            assertEquals(List.of("empty", "source", "target"), Trees.names(local));
            assertEquals(ErrorCode.UNSUPPORTED, Client.outcome(client.stat("name")));
        }
    }

    @Test
    void theProgram() throws Exception {
        byte[] content = Trees.bytes(41, 200_000);
        Files.write(local.resolve("source"), content);
        String remote = "127.0.0.1:" + port;
        run(0, "put", "--legacy", local + "/source", remote + "/name");
        run(0, "get", "--seed", remote + "/name", local + "/target");
        run(3, "get", "--legacy", remote + "/missing", local + "/none");
        assertArrayEquals(content, Files.readAllBytes(local.resolve("target")));
        assertEquals(List.of("source", "target"), Trees.names(local));
    }

    private void run(int exit, String... arguments) throws Exception {
        Ended client = CommandInProcess.run(Map.of(), arguments);
        assertEquals(exit, client.exit(), () -> client.out() + client.err());
    }
}
