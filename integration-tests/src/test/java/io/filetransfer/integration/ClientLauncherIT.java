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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client as people and scripts start it: every command on real files, exit codes, JSON, pipes, signals. */
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

    @Test
    void everyCommand() throws Exception {
        byte[] content = Trees.bytes(30, 500_000);
        Files.write(local.resolve("a file"), content);
        run(0, "mkdir", "-p", remote + "/deep/er");
        assertTrue(Files.isDirectory(root.resolve("deep/er")));
        run(0, "put", "a file", remote + "/deep/");
        assertArrayEquals(content, Files.readAllBytes(root.resolve("deep/a file")));
        run(0, "get", remote + "/deep/a file", "copy");
        assertArrayEquals(content, Files.readAllBytes(local.resolve("copy")));
        assertTrue(run(0, "ls", remote + "/deep").contains("a file"));
        assertTrue(run(0, "ls", "-lR", remote).contains("500000"));
        assertTrue(run(0, "stat", remote + "/deep/a file").contains("500000"));
        String sha = Trees.sha256(local.resolve("a file"));
        assertTrue(run(0, "digest", "-a", "sha256", remote + "/deep/a file").contains(sha));
        run(0, "mv", remote + "/deep/a file", remote + "/moved");
        assertEquals(List.of("deep", "moved"), Trees.visible(root));
        Files.writeString(root.resolve("text"), "0123456789");
        assertEquals("345", run(0, "cat", "--range", "3-5", remote + "/text"));
        run(0, "rm", "-r", remote + "/deep", remote + "/moved", remote + "/text");
        assertEquals(List.of(), Trees.visible(root));
    }

    /** A program of a script's own reads them. */
    @Test
    void linesOfJson() throws Exception {
        Files.writeString(local.resolve("f\"1"), "one");
        Files.writeString(root.resolve("ünï\u0301"), "two");
        StringBuilder lines = new StringBuilder();
        lines.append(run(0, "--json", "put", "f\"1", remote + "/f\"1"));
        lines.append(run(0, "--json", "get", remote + "/f\"1", "got"));
        lines.append(run(0, "--json", "ls", remote));
        lines.append(run(0, "--json", "stat", remote + "/f\"1"));
        lines.append(run(0, "--json", "digest", remote + "/f\"1"));
        lines.append(run(0, "--json", "mkdir", remote + "/d"));
        lines.append(run(0, "--json", "mv", remote + "/f\"1", remote + "/g"));
        lines.append(run(3, "--json", "stat", remote + "/missing"));
        lines.append(run(0, "--json", "rm", remote + "/g"));
        Path json = Files.writeString(local.resolve("lines"), lines);
        try (Launched python = Launched.run(
                "python3",
                "-c",
                "import json,sys\n"
                        + "rows = [json.loads(line) for line in open(sys.argv[1])]\n"
                        + "print([(r['command'], r['ok'], r.get('code')) for r in rows])",
                json.toString())) {
            assertEquals(
                    "[('put', True, None), ('get', True, None), ('ls', True, None), ('ls', True, None), "
                            + "('stat', True, None), ('digest', True, None), ('mkdir', True, None), "
                            + "('mv', True, None), ('stat', False, 'NOT_FOUND'), ('rm', True, None)]\n",
                    python.out(),
                    () -> python.err() + lines);
        }
    }

    @Test
    void exitCodes() throws Exception {
        Files.writeString(local.resolve("file"), "content");
        Files.writeString(root.resolve("there"), "old");
        Files.createDirectory(root.resolve("dir"));
        run(2, "gett", remote + "/x");
        run(2, "get");
        run(3, "get", remote + "/missing", "x");
        run(4, "put", "--if-absent", "file", remote + "/there");
        run(4, "get", remote + "/dir", "x");
        run(4, "get", remote + "/../x", "x");
        run(7, "put", "missing", remote + "/x");
        run(7, "get", remote + "/there", "missing/x");
        run(8, "get", remote + "/there", remote + "/missing", ".");
        assertEquals("old", Files.readString(local.resolve("there")));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        run(5, "get", "127.0.0.1:" + closed + "/x", "x");
        run(0, "put", "file", remote + "/rotten");
        Path rotten = root.resolve("rotten");
        FileTime modified = Files.getLastModifiedTime(rotten);
        Files.writeString(rotten, "cOntent");
        Files.setLastModifiedTime(rotten, modified);
        run(6, "get", remote + "/rotten", "x");
        assertEquals(List.of("file", "there"), Trees.names(local));
        assertEquals("old", Files.readString(root.resolve("there")));
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
