package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.Transfer;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system, in a mount namespace of the process under test alone, so only for root. */
class FullDiskIT {
    private static final int OLD = 200_000;

    @TempDir
    Path directory;

    @BeforeAll
    static void needsRoot() {
        Privileges.assumeMounts();
    }

    /** A command's beginning that gives it a file system of {@code size} at {@code where}, and nobody else. */
    private static List<String> withSmallDisk(Path where, String size) {
        return List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " none \"$0\" && exec \"$@\"",
                where.toString());
    }

    @Test
    void theServers() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        try (ServerProcess server = ServerProcess.start(withSmallDisk(root, "8m"), List.of(), root);
                FileTransferClient client = Client.of(server.port())) {
            // The mount is seen through the process that has it.
            Path inside = Path.of("/proc", Long.toString(server.program().pid()), "root")
                    .resolve(root.toString().substring(1));
            byte[] old = Trees.bytes(18, OLD);
            Path small = Files.write(directory.resolve("small"), old);
            Client.get(client.put(PutRequest.of("name"), small).future());

            // Refused at once when the length is known, and while it comes when not.
            byte[] large = Trees.bytes(19, 9_000_000);
            Path source = Files.write(directory.resolve("large"), large);
            assertEquals(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    Client.outcome(client.put(PutRequest.of("name"), source).future()));
            assertEquals(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    Client.outcome(
                            client.put(PutRequest.of("name"), Channels.newChannel(new ByteArrayInputStream(large)))
                                    .future()));
            Trees.awaitEmptyStaging(inside);
            assertArrayEquals(old, Files.readAllBytes(inside.resolve("name")));

            // Several that fit one by one, but not together.
            Path medium = Files.write(directory.resolve("medium"), Trees.bytes(20, 3_000_000));
            List<Transfer<?>> together = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                together.add(client.put(PutRequest.of("medium" + i), medium));
            }
            int stored = 0;
            for (Transfer<?> transfer : together) {
                ErrorCode outcome = Client.outcome(transfer.future());
                stored += outcome == null ? 1 : 0;
                assertTrue(outcome == null || outcome == ErrorCode.INSUFFICIENT_STORAGE, () -> outcome.name());
            }
            assertTrue(stored < 4);
            Trees.awaitEmptyStaging(inside);
            assertEquals(stored + 1, Trees.visible(inside).size());

            // Full to the last byte: small files and directories too are refused, and reading goes on.
            fill(inside.resolve("filler"));
            assertEquals(
                    ErrorCode.INSUFFICIENT_STORAGE,
                    Client.outcome(client.put(PutRequest.of("name"), small).future()));
            Path target = directory.resolve("target");
            Client.get(client.get(GetRequest.of("name"), target).future());
            assertArrayEquals(old, Files.readAllBytes(target));

            // Room again, by deletes through the server; no restart.
            Client.get(client.delete("filler", false, null));
            Client.get(client.put(PutRequest.of("name"), small).future());
            Canary.sing(server.port());
            assertTrue(!server.log().contains("\tat "), server.log());
        }
    }

    private static void fill(Path filler) throws Exception {
        try (var out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (java.io.IOException full) {
            assertTrue(full.getMessage().contains("No space left"), full.getMessage());
        }
    }

    @Test
    void theClients() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        Path local = Files.createDirectory(directory.resolve("local"));
        Files.write(root.resolve("large"), Trees.bytes(21, 9_000_000));
        Files.write(root.resolve("small"), Trees.bytes(22, 1000));
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(root).port(0).build())) {
            String remote = "127.0.0.1:" + server.port();
            Path target = local.resolve("target");
            String java = "\"$@\" get " + remote + "/small '" + target + "' && cp '" + target + "' '" + target
                    + ".before' && { \"$@\" get " + remote + "/large '" + target + "'; echo $?; } && ls -A '" + local
                    + "' && cmp '" + target + "' '" + target + ".before' && echo same";
            List<String> command = new ArrayList<>(List.of(
                    "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=4m none \"$0\" && " + java, local.toString()));
            command.addAll(Launched.java(List.of(), "io.filetransfer.client.cli.Main"));
            try (Launched client = Launched.run(command)) {
                assertEquals("7\ntarget\ntarget.before\nsame\n", client.out(), client.err());
                assertTrue(client.err().contains("No space left"), client.err());
            }
        }
    }
}
