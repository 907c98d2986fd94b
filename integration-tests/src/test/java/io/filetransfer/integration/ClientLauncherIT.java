package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.integration.FaultProxy.Direction;
import io.filetransfer.integration.FaultProxy.Fault;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client as people and scripts start it: words, exit codes, pipes, signals. */
class ClientLauncherIT {
    @TempDir
    Path directory;

    private Path root;
    private Path local;
    private FileTransferServer server;
    private String remote;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        local = Files.createDirectory(directory.resolve("local"));
        server = FileTransferServer.start(ServerConfig.builder(root).port(0).build());
        remote = "127.0.0.1:" + server.port();
    }

    @AfterEach
    void stop() throws Exception {
        Trees.awaitEmptyStaging(root);
        server.close();
    }

    private String run(int exit, String... arguments) throws Exception {
        try (Launched client = Programs.client(local, arguments)) {
            assertEquals(exit, client.exit(), () -> List.of(arguments) + ": " + client.out() + client.err());
            assertFalse(client.err().contains("\tat "), client::err);
            return client.out();
        }
    }

    /** What a command then does is for others, without a process for each: {@code CommandsIT}. */
    @Test
    void wordsAndExitCodesArePassedOn() throws Exception {
        byte[] content = Trees.bytes(30, 500_000);
        Files.write(local.resolve("a file"), content);
        run(0, "put", "a file", remote + "/f\"1");
        assertArrayEquals(content, Files.readAllBytes(root.resolve("f\"1")));
        assertTrue(run(0, "ls", "-l", remote).contains("500000"));
        run(2, "gett", remote + "/x");
        run(3, "get", remote + "/missing", "x");
    }

    @Test
    void pipes() throws Exception {
        byte[] content = Trees.bytes(32, 3_000_000);
        Files.write(local.resolve("source"), content);
        String there = remote + "/piped";
        String lines = "set -e -o pipefail; cat source | $FTP put - " + there + "; $FTP get " + there
                + " - | cmp - source; $FTP cat " + there + " | cmp - source; echo same";
        try (Launched both = Programs.shell(local, lines)) {
            assertEquals("same\n", both.out(), both.err());
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("piped")));
        String cut = "$FTP cat " + there + " | head -c 1 | wc -c; echo ${PIPESTATUS[0]}";
        try (Launched early = Programs.shell(local, cut)) {
            assertEquals("1\n141\n", early.out(), early.err());
            assertFalse(early.err().contains("\tat "), early.err());
        }
    }

    /** A pipe that has not come to its end when the program is interrupted is no whole file. */
    @Test
    void anInterruptedPipe() throws Exception {
        Path pipe = local.resolve("pipe");
        Launched.succeeds("mkfifo", pipe.toString());
        try (RandomAccessFile feeder = new RandomAccessFile(pipe.toFile(), "rw");
                Launched client = Programs.startClientReading(pipe, local, "put", "-", remote + "/half")) {
            feeder.write(new byte[50_000]);
            Await.until(
                    "content in staging",
                    () -> !Trees.names(Trees.staging(root)).isEmpty());
            client.signal("INT");
            assertEquals(130, client.exit(), client.err());
        }
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void thousandsOfSmallFilesInOneCall() throws Exception {
        Path many = Files.createDirectory(local.resolve("many"));
        List<String> put = new ArrayList<>(List.of("put"));
        List<String> get = new ArrayList<>(List.of("get"));
        for (int i = 0; i < 2000; i++) {
            Files.write(many.resolve("f" + i), Trees.bytes(i, i % 500));
            put.add("many/f" + i);
            get.add(remote + "/many/f" + i);
        }
        Files.createDirectory(root.resolve("many"));
        Files.createDirectory(local.resolve("back"));
        put.add(remote + "/many/");
        get.add("back/");
        run(0, put.toArray(String[]::new));
        run(0, get.toArray(String[]::new));
        assertEquals(Trees.picture(many), Trees.picture(root.resolve("many")));
        assertEquals(Trees.picture(many), Trees.picture(local.resolve("back")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "get", "get", "get"})
    void anInterruptLeavesNothing(String command) throws Exception {
        byte[] large = Trees.bytes(33, 20_000_000);
        Files.write(local.resolve("source"), large);
        Files.write(root.resolve("remote"), large);
        Direction direction = command.equals("put") ? Direction.TO_SERVER : Direction.TO_CLIENT;
        try (FaultProxy proxy = new FaultProxy(server.port(), direction, Fault.HALT, 8_000_000)) {
            String through = "127.0.0.1:" + proxy.port();
            String[] arguments = command.equals("put")
                    ? new String[] {"put", "source", through + "/new"}
                    : new String[] {"get", "--no-resume", through + "/remote", "new"};
            try (Launched client = Programs.startClient(local, arguments)) {
                Await.until("the middle", proxy::hasStruck);
                client.signal("INT");
                assertEquals(130, client.exit(), client.err());
                assertFalse(client.err().contains("\tat "), client.err());
            }
        }
        assertEquals(List.of("source"), Trees.names(local));
        Trees.awaitEmptyStaging(root);
        assertEquals(List.of("remote"), Trees.visible(root));
    }
}
