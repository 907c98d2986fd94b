package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.TransferResult;
import io.filetransfer.client.tree.TreeListener;
import io.filetransfer.client.tree.TreeSummary;
import io.filetransfer.client.tree.TreeSync;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.InMemoryStorage;
import io.filetransfer.server.storage.LeastStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server of another storage than a directory: one that has no files, no channels and no positions to write to. Real
 * sockets, the real client; what passes here needs nothing of a storage but its interface.
 */
@Timeout(120)
class HandedStorageIT {
    private static final ServerConfig CONFIG = ServerConfig.builder().port(0).build();

    @TempDir
    Path local;

    private FileTransferServer server;
    private FileTransferClient client;

    @BeforeEach
    void start() throws Exception {
        server = FileTransferServer.start(CONFIG, new InMemoryStorage());
        client = Client.of(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Trees.file(local.resolve(name), content);
    }

    private static Digest crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return Digest.crc32c((int) crc.getValue());
    }

    private TransferResult put(String name, byte[] content) throws IOException {
        return Client.get(client.put(PutRequest.of(name).parents(true), file("sent", content)));
    }

    private byte[] got(GetRequest request) throws IOException {
        Path target = local.resolve("got");
        Client.get(client.get(request, target));
        return Files.readAllBytes(target);
    }

    /** Answered in one piece, streamed, and sent in parts on several connections. */
    @Test
    void filesOfEverySizeGoThereAndBack() throws Exception {
        for (int length : new int[] {0, 1, 50_000, 1 << 20, 24 << 20}) {
            byte[] content = Trees.bytes(length, length);
            TransferResult result = put("d/f" + length, content);
            assertEquals(crc(content), result.digest());
            assertArrayEquals(content, got(GetRequest.of("d/f" + length)));
            RemoteFile found = Client.get(client.stat("d/f" + length));
            assertEquals(length, found.size());
            assertEquals(result.version(), found.version());
            assertEquals(crc(content), Client.get(client.digest("d/f" + length, DigestAlgorithm.CRC32C)));
            assertTrue(Client.get(client.verify("d/f" + length)).compared());
        }
        byte[] content = Trees.bytes(24 << 20, 24 << 20);
        byte[] range = got(GetRequest.of("d/f" + content.length).range(12_345_678, 2_000_000));
        assertArrayEquals(Arrays.copyOfRange(content, 12_345_678, 14_345_678), range);
    }

    @Test
    void zerosAreContentLikeAnyOther() throws Exception {
        byte[] content = new byte[12 << 20];
        content[5 << 20] = 1;
        put("zeros", content);
        assertArrayEquals(content, got(GetRequest.of("zeros")));
        byte[] small = new byte[1 << 20];
        put("small", small);
        assertArrayEquals(small, got(GetRequest.of("small")));
    }

    @Test
    void namesAreListedMovedAndRemoved() throws Exception {
        put("a/b/f", new byte[1]);
        put("a/g", new byte[2]);
        Client.get(client.makeDirectory("empty", false));
        List<String> names = new ArrayList<>();
        Client.get(client.list("", true, entry -> names.add(entry.name())));
        assertEquals(new TreeSet<>(List.of("a", "a/b", "a/b/f", "a/g", "empty")), new TreeSet<>(names));

        Client.get(client.move("a/b", "moved", false));
        assertEquals(1, Client.get(client.stat("moved/f")).size());
        assertEquals(ErrorCode.EXISTS, Client.outcome(client.move("a/g", "moved/f", false)));
        assertEquals(ErrorCode.NOT_EMPTY, Client.outcome(client.delete("moved", false, null)));
        Client.get(client.delete("moved", true, null));
        assertEquals(ErrorCode.NOT_FOUND, Client.outcome(client.stat("moved/f")));
        assertEquals(Kind.DIRECTORY, Client.get(client.stat("empty")).kind());
    }

    @Test
    void whatIsExpectedIsComparedAndNoRoomIsTold() throws Exception {
        put("f", new byte[1]);
        Path source = file("sent", new byte[2]);
        assertEquals(
                ErrorCode.EXISTS, Client.outcome(client.put(PutRequest.of("f").expectAbsent(true), source)));
        Path large = local.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(InMemoryStorage.ROOM + 1);
        }
        assertEquals(ErrorCode.INSUFFICIENT_STORAGE, Client.outcome(client.put(PutRequest.of("g"), large)));
        assertEquals(1, Client.get(client.stat("f")).size());
    }

    /**
     * A part without its end, on a connection that breaks: what came is held, and the rest makes it whole. The part says how
     * long it is: else the next one would take its range over from what is still being written.
     */
    @Test
    void aCutUploadIsResumed() throws Exception {
        byte[] id = NativeConnection.option(0x8006, Trees.bytes(1, 16));
        byte[] content = Trees.bytes(2, 3_000_000);
        byte[] size = NativeConnection.size(content.length);
        int cut = 2_000_000;
        try (NativeConnection first = new NativeConnection(server.port())) {
            first.request(
                            Choice.PUT,
                            "f",
                            id,
                            size,
                            NativeConnection.option(0x8001, Trees.bigEndian(0)),
                            NativeConnection.option(0x8002, Trees.bigEndian(cut)))
                    .content(Arrays.copyOf(content, cut))
                    .flush();
            first.socket().shutdownOutput();
            assertEquals(ErrorCode.TRUNCATED, first.readError());
        }
        byte[] rest = Arrays.copyOfRange(content, cut, content.length);
        byte[] digest = new byte[5];
        digest[0] = 1;
        System.arraycopy(crc(content).bytes(), 0, digest, 1, 4);
        try (NativeConnection second = new NativeConnection(server.port())) {
            second.request(Choice.PUT, "f", id, size, NativeConnection.option(0x8001, Trees.bigEndian(cut)))
                    .content(rest)
                    .end(rest.length, ByteBuffer.wrap(crc(rest).bytes()).getInt())
                    .read(NativeConnection.REPLY);
            byte[] answer = commit(second, id, size, digest);
            assertArrayEquals(answer, commit(second, id, size, digest));
        }
        assertArrayEquals(content, got(GetRequest.of("f")));
    }

    /** What came on the connection that broke is noted a moment after that was answered. */
    private static byte[] commit(NativeConnection connection, byte[] id, byte[] size, byte[] digest) {
        AtomicReference<NativeConnection.Frame> answer = new AtomicReference<>();
        Await.until(() -> answer.get().sentence(), () -> {
            answer.set(connection
                    .request(Choice.COMMIT, "f", id, size, NativeConnection.option(0x0008, digest))
                    .read());
            return answer.get().type() == NativeConnection.REPLY;
        });
        return answer.get().payload();
    }

    @Test
    void treesAreSyncedBothWays() throws Exception {
        for (String name : List.of("f", "d/g", "d/deep/er/h", "日本/é")) {
            file("tree/" + name, name.getBytes(StandardCharsets.UTF_8));
        }
        Files.createDirectories(local.resolve("tree/empty"));
        assertEquals(
                4, sync(TreeSync.toServer(local.resolve("tree"), "in/tree")).files());
        assertEquals(
                0, sync(TreeSync.toServer(local.resolve("tree"), "in/tree")).files());
        assertEquals(
                4, sync(TreeSync.fromServer("in/tree", local.resolve("copy"))).files());
        assertEquals(contents(local.resolve("tree")), contents(local.resolve("copy")));

        Files.delete(local.resolve("tree/d/g"));
        Files.writeString(local.resolve("tree/f"), "changed");
        sync(TreeSync.toServer(local.resolve("tree"), "in/tree").delete(true));
        sync(TreeSync.fromServer("in/tree", local.resolve("copy")).delete(true));
        assertEquals(contents(local.resolve("tree")), contents(local.resolve("copy")));
    }

    private TreeSummary sync(TreeSync sync) {
        return Client.get(sync.start(client, TreeListener.NONE).future());
    }

    private static TreeMap<String, String> contents(Path tree) throws IOException {
        TreeMap<String, String> contents = Trees.picture(tree);
        contents.replaceAll((name, shown) -> shown.substring(shown.lastIndexOf(' ')));
        return contents;
    }

    /** One that takes no parts and remembers no ids gets large files whole. */
    @Test
    void whatAStorageNeedNotHaveIsDoneWithout() throws Exception {
        byte[] content = Trees.bytes(5, 12 << 20);
        try (FileTransferServer least = FileTransferServer.start(CONFIG, new LeastStorage(new InMemoryStorage()));
                FileTransferClient other = Client.of(least.port())) {
            Client.get(other.put(PutRequest.of("f"), file("sent", content)));
            assertArrayEquals(content, Client.get(other.getBytes(GetRequest.of("f"), content.length)));
            Client.get(other.put(PutRequest.of("g"), file("sent", new byte[1])));
            assertEquals(1, Client.get(other.stat("g")).size());
        }
    }

    @Test
    void theLegacyDialectIsServedToo() throws Exception {
        put("hello.txt", "hello".getBytes(StandardCharsets.UTF_8));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("1hello.txt:GET".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.contains("hello"), answer);
        }
    }

    @Test
    void whatIsTheStoragesIsNotConfigured(@TempDir Path root) {
        for (ServerConfig wrong : List.of(
                ServerConfig.builder(root).port(0).build(),
                ServerConfig.builder().port(0).readOnly(true).build())) {
            assertThrows(IllegalArgumentException.class, () -> FileTransferServer.start(wrong, new InMemoryStorage()));
        }
        assertThrows(IllegalArgumentException.class, () -> FileTransferServer.start(CONFIG));
    }
}
