package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no plain file: links, pipes, sockets, devices, directories, and what may not be read. Never a wait. */
@Timeout(60)
class StrangeFilesIT {
    @TempDir
    Path directory;

    private Path root;
    private Path outside;
    private Path local;
    private FileTransferServer server;
    private FileTransferClient client;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        outside = Files.createDirectory(directory.resolve("outside"));
        local = Files.createDirectory(directory.resolve("local"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(root.resolve("plain"), "plain");
        Trees.file(root.resolve("dir/inner"), new byte[] {1});
        server = FileTransferServer.start(ServerConfig.builder(root).port(0).build());
        client = Client.of(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        Canary.sing(server.port());
        client.close();
        server.close();
    }

    private ErrorCode get(String name) {
        return Client.outcome(
                client.get(GetRequest.of(name), local.resolve("target")).future());
    }

    private ErrorCode put(String name) throws Exception {
        Path source = Files.write(local.resolve("source"), new byte[] {9});
        return Client.outcome(client.put(PutRequest.of(name), source).future());
    }

    /** Files of the kernel: one says 0 bytes, one says more than it has, and one says 0 and has megabytes. */
    @ParameterizedTest
    @ValueSource(strings = {"/proc/version", "/sys/kernel/uevent_seqnum", "/proc/kallsyms"})
    void filesThatSayAnotherSizeThanTheyHave(String name) throws Exception {
        Path file = Path.of(name);
        assumeTrue(Files.isReadable(file));
        Client.get(client.put(PutRequest.of("native"), file).future());
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(root.resolve("native")));
        ClientConfig first = ClientConfig.builder()
                .host("127.0.0.1")
                .port(server.port())
                .legacyDialect(true)
                .build();
        try (FileTransferClient seed = FileTransferClient.open(first)) {
            ErrorCode outcome =
                    Client.outcome(seed.put(PutRequest.of("first"), file).future());
            if (outcome == null) {
                Await.until(
                        "the end of the file",
                        () -> Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(root.resolve("first"))));
            } else {
                assertEquals(ErrorCode.LOCAL_FILE, outcome);
                assertFalse(Files.exists(root.resolve("first")));
            }
        }
    }

    @Test
    void links() throws Exception {
        Map<String, Path> links = new TreeMap<>(Map.of(
                "to-file", Path.of("plain"),
                "to-dir", Path.of("dir"),
                "out-file", outside.resolve("secret"),
                "out-dir", outside,
                "dangling", Path.of("nothing"),
                "itself", Path.of("itself")));
        for (Map.Entry<String, Path> link : links.entrySet()) {
            Files.createSymbolicLink(root.resolve(link.getKey()), link.getValue());
        }
        TreeMap<String, String> before = Trees.picture(outside);
        for (String name : links.keySet()) {
            assertEquals(ErrorCode.NOT_A_FILE, get(name), name);
            assertEquals(ErrorCode.NOT_A_FILE, put(name), name);
            assertEquals(Kind.LINK, Client.get(client.stat(name)).kind(), name);
            assertEquals(
                    ErrorCode.NOT_A_FILE,
                    Client.outcome(client.digest(name, DigestAlgorithm.CRC32C).future()));
            assertEquals(ErrorCode.NOT_A_DIRECTORY, Client.outcome(client.list(name)), name);
            assertEquals(ErrorCode.NOT_FOUND, get(name + "/secret"), name);
            assertEquals(ErrorCode.NOT_A_DIRECTORY, put(name + "/new"), name);
            assertEquals(ErrorCode.NOT_A_DIRECTORY, Client.outcome(client.makeDirectory(name + "/d/e", true)), name);
            assertEquals(ErrorCode.NOT_A_FILE, Client.outcome(client.move(name, "moved", true)), name);
            assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.delete(name + "/secret", true, null)), name);
        }
        List<RemoteFile> listed = new java.util.concurrent.CopyOnWriteArrayList<>();
        Client.get(client.list("/", true, listed::add).future());
        assertEquals(links.size() + 3, listed.size(), listed.toString());
        for (String name : links.keySet()) {
            Client.get(client.delete(name, true, null));
        }
        assertEquals(before, Trees.picture(outside));
        assertEquals(List.of("dir", "plain"), Trees.visible(root));
    }

    @Test
    void pipesSocketsAndDevices() throws Exception {
        Launched.succeeds("mkfifo", root.resolve("pipe").toString());
        boolean device;
        try (Launched mknod = Launched.run("mknod", root.resolve("device").toString(), "c", "1", "5")) {
            device = mknod.exit() == 0;
        }
        if (!device) {
            System.out.println("No device in this test: making one needs root");
        }
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            List<String> names = device ? List.of("pipe", "socket", "device") : List.of("pipe", "socket");
            for (String name : names) {
                assertEquals(ErrorCode.NOT_A_FILE, get(name), name);
                assertEquals(ErrorCode.NOT_A_FILE, put(name), name);
                assertEquals(Kind.OTHER, Client.get(client.stat(name)).kind(), name);
                assertEquals(
                        ErrorCode.NOT_A_FILE,
                        Client.outcome(
                                client.digest(name, DigestAlgorithm.CRC32C).future()));
                assertEquals(ErrorCode.NOT_A_DIRECTORY, Client.outcome(client.list(name)), name);
                assertEquals(ErrorCode.NOT_FOUND, get(name + "/x"), name);
            }
            assertEquals(names.size() + 2, Client.get(client.list("/")).size());
            for (String name : names) {
                Client.get(client.delete(name, false, null));
            }
        }
    }

    @Test
    void directoriesInPlaceOfFilesAndTheOtherWayRound() throws Exception {
        assertEquals(ErrorCode.NOT_A_FILE, get("dir"));
        assertEquals(ErrorCode.NOT_A_FILE, put("dir"));
        assertEquals(ErrorCode.NOT_A_FILE, get("/"));
        assertEquals(ErrorCode.NOT_A_FILE, put("/"));
        assertEquals(ErrorCode.NOT_A_DIRECTORY, Client.outcome(client.list("plain")));
        assertEquals(ErrorCode.NOT_FOUND, get("plain/x"));
        assertEquals(ErrorCode.NOT_A_DIRECTORY, put("plain/x"));
        assertEquals(ErrorCode.EXISTS, Client.outcome(client.makeDirectory("plain", false)));
        assertEquals(ErrorCode.NOT_A_DIRECTORY, Client.outcome(client.makeDirectory("plain", true)));
        assertEquals(ErrorCode.NOT_EMPTY, Client.outcome(client.delete("dir", false, null)));
        assertEquals(ErrorCode.BAD_NAME, Client.outcome(client.move("dir", "dir/into/itself", false)));
        assertEquals(ErrorCode.NOT_FOUND, get("missing"));
        assertEquals(ErrorCode.NOT_FOUND, get("missing/too"));
        assertEquals(ErrorCode.NOT_FOUND, put("missing/parent"));
        assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.stat("missing")));
        assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.delete("missing", true, null)));
        assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.move("missing", "x", true)));
    }

    /** On the client's side. */
    @Test
    void strangeLocalFiles() throws Exception {
        Path pipe = local.resolve("pipe");
        Launched.succeeds("mkfifo", pipe.toString());
        Path dir = Files.createDirectory(local.resolve("localdir"));
        for (Path path : List.of(pipe, dir, local.resolve("missing/parent"))) {
            assertEquals(
                    ErrorCode.LOCAL_FILE,
                    Client.outcome(client.get(GetRequest.of("plain"), path).future()),
                    path.toString());
            assertEquals(
                    ErrorCode.LOCAL_FILE,
                    Client.outcome(client.put(PutRequest.of("new"), path).future()),
                    path.toString());
        }
        assertEquals(List.of("localdir", "pipe"), Trees.names(local));
        assertEquals(List.of("dir", "plain"), Trees.visible(root));
        Path link = Files.createSymbolicLink(local.resolve("link"), outside.resolve("secret"));
        Client.get(client.get(GetRequest.of("plain"), link).future());
        assertTrue(Files.isRegularFile(link, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        assertEquals("secret", Files.readString(outside.resolve("secret")));
    }

    /** The server in a process that may do less than root. */
    @Test
    void forbiddenFiles() throws Exception {
        List<String> withoutPrivileges = Privileges.assumeDropped();
        Path guarded = Files.createDirectory(directory.resolve("guarded"));
        Path secret = Files.writeString(guarded.resolve("secret"), "secret");
        Trees.file(guarded.resolve("closed/inner"), new byte[] {1});
        Trees.file(guarded.resolve("fixed/inner"), new byte[] {2});
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(guarded.resolve("closed"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(guarded.resolve("fixed"), PosixFilePermissions.fromString("r-xr-xr-x"));
        try (ServerProcess process = ServerProcess.start(withoutPrivileges, List.of(), guarded);
                FileTransferClient asker = Client.of(process.port())) {
            Path target = local.resolve("target");
            assertEquals(
                    ErrorCode.DENIED,
                    Client.outcome(asker.get(GetRequest.of("secret"), target).future()));
            assertEquals(
                    ErrorCode.DENIED,
                    Client.outcome(
                            asker.digest("secret", DigestAlgorithm.CRC32C).future()));
            assertEquals(6, Client.get(asker.stat("secret")).size());
            assertEquals(
                    ErrorCode.DENIED,
                    Client.outcome(
                            asker.get(GetRequest.of("closed/inner"), target).future()));
            assertEquals(ErrorCode.DENIED, Client.outcome(asker.list("closed")));
            Path source = Files.write(local.resolve("source"), new byte[] {9});
            for (String name : List.of("fixed/inner", "fixed/new", "closed/new")) {
                assertEquals(
                        ErrorCode.DENIED,
                        Client.outcome(asker.put(PutRequest.of(name), source).future()),
                        name);
            }
            assertEquals(ErrorCode.DENIED, Client.outcome(asker.delete("fixed/inner", false, null)));
            assertEquals(ErrorCode.DENIED, Client.outcome(asker.move("fixed/inner", "out", true)));
            assertEquals(ErrorCode.DENIED, Client.outcome(asker.makeDirectory("fixed/d", false)));
            Trees.awaitEmptyStaging(guarded);
            Canary.sing(process.port());
            // No path of the server, and no stack trace, for what a client did.
            assertTrue(!process.log().contains("\tat "), process.log());
        }
        Files.setPosixFilePermissions(guarded.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
        assertArrayEquals(new byte[] {2}, Files.readAllBytes(guarded.resolve("fixed/inner")));
    }

    @Test
    void sentencesTellNoPathsOfTheServer() throws Exception {
        for (String name : List.of("missing", "dir", "../x", "plain/x", "\u001b[2J", "dir/" + "x".repeat(300))) {
            String message = Client.failure(client.get(GetRequest.of(name), local.resolve("target"))
                            .future())
                    .getMessage();
            assertTrue(!message.contains(root.toString()), message);
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        }
    }
}
