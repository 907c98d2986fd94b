package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped and started again under load: whoever was connected waits, and nothing fails. */
class RestartIT {
    private static final int LARGE = 20_000_000;
    private static final int FILES = 600;
    private static final int RETRIES = 3;
    /** Said when it was tried more often than a client does that goes by the number of attempts alone. */
    private static final Pattern LONG_AWAY = Pattern.compile("waiting for the server, attempt ([5-9]|\\d\\d)");

    @TempDir
    Path directory;

    private final List<Load> loads = new ArrayList<>();
    private final List<Launched> commands = new ArrayList<>();

    private Path root;
    private Path local;

    @AfterEach
    void close() throws Exception {
        for (Load load : loads) {
            load.end();
        }
        commands.forEach(Launched::close);
    }

    @Test
    void nothingFails() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        local = Files.createDirectory(directory.resolve("local"));
        byte[] content = Trees.bytes(40, LARGE);
        Files.write(root.resolve("large"), content);
        Files.write(local.resolve("large"), content);
        tree(local.resolve("tree"));
        int port = stopUnderLoad(content);
        try (ServerProcess again = ServerProcess.start(root, "--port", Integer.toString(port))) {
            for (Launched command : commands) {
                assertEquals(0, command.exit(), () -> command.out() + command.err());
            }
            for (Load load : loads) {
                int before = load.rounds.get();
                Await.until("the load goes on", () -> load.rounds.get() > before + 1 || load.failure != null);
                assertNull(load.failure, again::log);
            }
        }
        assertEquals("", commands.get(0).err() + commands.get(1).err(), "quiet where nobody looks");
        assertEquals(FILES, files(root.resolve("tree")));
        assertEquals(FILES, files(root.resolve("sync")));
        assertArrayEquals(content, Files.readAllBytes(root.resolve("new")));
        assertArrayEquals(content, Files.readAllBytes(local.resolve("got")));
    }

    /** Returns the port, where nobody listens any more. */
    private int stopUnderLoad(byte[] content) throws Exception {
        try (ServerProcess server = ServerProcess.start(root, "--drain-timeout", "300", "--min-rate", "0");
                NativeConnection slow = new NativeConnection(server.port())) {
            int port = server.port();
            String remote = "127.0.0.1:" + port;
            slow.request(Choice.GET, "large").read(NativeConnection.REPLY); // and nobody reads on
            for (int i = 0; i < 3; i++) {
                loads.add(new Load(port, "load" + i));
            }
            commands.add(startClient("put", "-r", "tree", remote + "/"));
            commands.add(startClient("sync", "tree", remote + "/sync"));
            Await.until(
                    "all is under way",
                    () -> isBegun("tree")
                            && isBegun("sync")
                            && loads.stream().allMatch(load -> load.failure != null || load.rounds.get() > 1));
            server.program().signal("TERM");
            Await.until("no more connections", () -> refusesConnections(port));
            // These come when nobody listens, and are told to wait.
            Launched waits = startClient("--progress", "always", "--retry-time", "5m", "put", "large", remote + "/new");
            commands.add(waits);
            commands.add(startClient("--retry-time", "5m", "get", remote + "/large", "got"));
            commands.add(startClient("--retry-time", "5m", "ls", remote));
            Await.until(waits::err, () -> LONG_AWAY.matcher(waits.err()).find());
            assertArrayEquals(content, slow.readBody());
            assertEquals(0, server.program().exit(), server.log());
            return port;
        }
    }

    private Launched startClient(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--retries", Integer.toString(RETRIES)));
        all.addAll(List.of(arguments));
        return Programs.startClient(local, all.toArray(String[]::new));
    }

    private static void tree(Path top) throws Exception {
        for (int i = 0; i < FILES; i++) {
            Path parent = Files.createDirectories(top.resolve("d" + i / 50));
            Files.write(parent.resolve("f" + i), Trees.bytes(i, 500 + i));
        }
    }

    private static long files(Path top) throws Exception {
        try (var all = Files.walk(top)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private boolean isBegun(String name) throws Exception {
        return Files.isDirectory(root.resolve(name).resolve("d1"));
    }

    private static boolean refusesConnections(int port) throws Exception {
        try {
            new NativeConnection(port).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** Small requests of every kind, one after the other, by a client whose connection stands. */
    private final class Load implements Runnable {
        private final FileTransferClient client;
        private final String name;
        private final Path source;
        private final Thread thread = new Thread(this);
        private final AtomicInteger rounds = new AtomicInteger();
        private volatile boolean over;
        private volatile Throwable failure;

        Load(int port, String name) throws Exception {
            this.name = name;
            this.source = Files.write(directory.resolve(name), Trees.bytes(41, 3_000));
            this.client = FileTransferClient.open(ClientConfig.builder()
                    .port(port)
                    .maxConnections(1)
                    .retries(RETRIES)
                    .retryTime(Duration.ofMinutes(5))
                    .stateDirectory(directory.resolve("state"))
                    .build());
            thread.start();
        }

        @Override
        public void run() {
            try {
                while (!over) {
                    round();
                    rounds.incrementAndGet();
                }
            } catch (Exception | Error e) {
                failure = e;
            }
        }

        private void round() throws Exception {
            client.makeDirectory(name, false).join();
            client.put(PutRequest.of(name + "/a").expectAbsent(true), source).join();
            client.put(PutRequest.of(name + "/s"), Files.newByteChannel(source)).join();
            client.move(name + "/a", name + "/b", false).join();
            assertEquals(3_000, client.stat(name + "/b").join().size());
            assertEquals(2, client.list(name).join().size());
            client.digest(name + "/b", DigestAlgorithm.CRC32C).join();
            client.get(GetRequest.of(name + "/b"), directory.resolve(name + ".got"))
                    .join();
            client.delete(name, true, null).join();
        }

        void end() throws InterruptedException {
            over = true;
            client.close();
            thread.join(Await.LIMIT.toMillis());
        }
    }
}
