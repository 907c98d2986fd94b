package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads by tus that are cut, go on, and come at the same time, over real sockets and files. */
@Timeout(120)
class TusIT extends Served {
    private TusConnection connect() throws IOException {
        return new TusConnection(server.port());
    }

    private String create(String path, long size, String... fields) throws IOException {
        try (TusConnection connection = connect()) {
            TusConnection.Answer answer = connection.create(path, size, fields);
            assertEquals(201, answer.status());
            return answer.url();
        }
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name));
    }

    /** Sends some of what follows, and is gone. */
    private void sendSome(String url, byte[] content, Random random) throws IOException {
        try (TusConnection connection = connect()) {
            int offset = (int) connection.offset(url);
            int rest = content.length - offset;
            connection.beginPatch(url, offset, rest);
            connection.write(content, offset, random.nextInt(Math.min(rest, 2 * content.length / 100)));
            if (random.nextBoolean()) {
                connection.reset();
            }
        }
    }

    @Test
    void aHundredCuts() throws Exception {
        Random random = new Random(11);
        byte[] content = Trees.bytes(1, 200_000);
        String url = create("/f", content.length, "Upload-Metadata: filename Zg==");
        for (int cut = 0; cut < 100; cut++) {
            sendSome(url, content, random);
        }
        assertFalse(Files.exists(root.resolve("f")));
        long reached;
        try (TusConnection connection = connect()) {
            reached = connection.offset(url);
            assertTrue(reached > 0 && reached < content.length, reached + " bytes came");
        }
        finish(url, content);
        assertArrayEquals(content, file("f"));
    }

    /** Asks where to go on as often as it needs. */
    private void finish(String url, byte[] content) throws IOException {
        try (TusConnection connection = connect()) {
            for (long at = connection.offset(url); at < content.length; at = connection.offset(url)) {
                assertTrue(at >= 0, "the upload is gone");
                int status = connection
                        .patch(url, at, Arrays.copyOfRange(content, (int) at, content.length))
                        .status();
                assertTrue(Set.of(204, 409, 423).contains(status), "status " + status);
            }
        }
    }

    @Test
    void theUrlOutlivesTheServer() throws Exception {
        byte[] content = Trees.bytes(2, 100_000);
        String url = create("/f", content.length);
        try (TusConnection connection = connect()) {
            connection.patch(url, 0, Arrays.copyOf(content, 60_000));
        }
        serveAnew(ServerConfig.builder(root).port(0).build());
        try (TusConnection connection = connect()) {
            assertEquals(60_000, connection.offset(url));
        }
        finish(url, content);
        assertArrayEquals(content, file("f"));
        serveAnew(ServerConfig.builder(root).port(0).build());
        try (TusConnection connection = connect()) {
            assertEquals(content.length, connection.offset(url));
        }
    }

    /** Each has bytes of its own: what is stored is those of one of them. */
    @Test
    void twoPiecesAtTheSameTimeAreNeverMixed() throws Exception {
        int size = 1 << 20;
        Set<Integer> refused = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            String url = create("/f" + round, size);
            List<Callable<Integer>> patches = new ArrayList<>();
            List<byte[]> contents = List.of(Trees.bytes(10, size), Trees.bytes(20, size), Trees.bytes(30, size));
            for (byte[] content : contents) {
                patches.add(() -> {
                    try (TusConnection connection = connect()) {
                        return connection.patch(url, 0, content).status();
                    } catch (IOException e) {
                        return 0; // refused while it was sent, and the connection ended
                    }
                });
            }
            List<Integer> statuses = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(patches.size());
            for (Future<Integer> answer : threads.invokeAll(patches)) {
                statuses.add(answer.get());
            }
            threads.shutdown();
            assertEquals(1, statuses.stream().filter(status -> status == 204).count(), statuses.toString());
            refused.addAll(statuses);
            byte[] stored = file("f" + round);
            assertTrue(contents.stream().anyMatch(content -> Arrays.equals(content, stored)));
        }
        assertTrue(Set.of(0, 204, 409, 423, 404).containsAll(refused), refused.toString());
    }

    @Test
    void partsInParallelBecomeOneFile() throws Exception {
        byte[] content = Trees.bytes(3, 3 << 20);
        List<Callable<String>> partials = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] piece = Arrays.copyOfRange(content, i << 20, i + 1 << 20);
            partials.add(() -> {
                String url = create("/", piece.length, "Upload-Concat: partial");
                finish(url, piece);
                return url;
            });
        }
        StringBuilder urls = new StringBuilder("Upload-Concat: final;");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        for (Future<String> partial : threads.invokeAll(partials)) {
            urls.append(partial.get()).append(' ');
        }
        threads.shutdown();
        try (TusConnection connection = connect()) {
            assertEquals(
                    201,
                    connection.ask("POST", "/whole", urls.toString().strip()).status());
        }
        assertArrayEquals(content, file("whole"));
    }

    @Test
    void aKilledServer() throws Exception {
        Path killed = Files.createDirectory(local.resolve("root"));
        byte[] content = Trees.bytes(4, 20 << 20);
        int acknowledged = 8 << 20;
        String url;
        try (ServerProcess process = ServerProcess.start(killed);
                TusConnection connection = new TusConnection(process.port())) {
            url = connection.create("/f", content.length).url();
            assertEquals(
                    204,
                    connection
                            .patch(url, 0, Arrays.copyOf(content, acknowledged))
                            .status());
            connection.beginPatch(url, acknowledged, content.length - acknowledged);
            connection.write(content, acknowledged, 5 << 20);
            process.program().signal("KILL");
        }
        try (FileTransferServer next = FileTransferServer.start(
                        ServerConfig.builder(killed).port(0).build());
                TusConnection connection = new TusConnection(next.port())) {
            long held = connection.offset(url);
            assertTrue(held >= acknowledged && held < content.length, held + " bytes are held");
            byte[] rest = Arrays.copyOfRange(content, (int) held, content.length);
            assertEquals(204, connection.patch(url, held, rest).status());
        }
        assertArrayEquals(content, Files.readAllBytes(killed.resolve("f")));
    }

    @Test
    void aFullDisk() throws Exception {
        Privileges.assumeMounts();
        Path small = Files.createDirectory(local.resolve("small"));
        try (ServerProcess process = ServerProcess.start(
                        List.of(
                                "unshare",
                                "-m",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=8m none \"$0\" && exec \"$@\"",
                                small.toString()),
                        List.of(),
                        small,
                        "--reserve",
                        "0");
                TusConnection connection = new TusConnection(process.port())) {
            assertEquals(507, connection.create("/f", 20 << 20).status());
            String url = connection.create("/f", -1).url();
            byte[] content = Trees.bytes(5, 3 << 20);
            assertEquals(204, connection.patch(url, 0, content).status());
            String other = connection.create("/g", 4 << 20).url();
            TusConnection.Answer refused = connection.ask(
                    "PATCH",
                    url,
                    "Content-Type: application/offset+octet-stream",
                    "Upload-Offset: " + content.length,
                    "Upload-Length: " + (6 << 20));
            assertEquals(507, refused.status());
            assertNull(refused.field("Upload-Offset"));
            assertEquals(204, connection.ask("DELETE", other).status());
            assertEquals(content.length, connection.offset(url));
            assertEquals(
                    204,
                    connection
                            .patch(url, content.length, new byte[1], "Upload-Length: " + (content.length + 1))
                            .status());
        }
    }
}
