package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with little memory in a process of its own, for clients that mean harm: after each test others are served, and
 * memory, descriptors and threads are as before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostileClients {
    private static final List<String> LITTLE = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m");

    /** Of the whole run: the heap may fill once. */
    private static final long MOST_GROWTH_KIB = 250_000;

    final List<Socket> hostile = new ArrayList<>();
    ServerProcess server;
    Path root;
    int descriptors;
    private long threads;
    private long resident;

    /** @param directory beside the root */
    abstract List<String> options(Path directory) throws Exception;

    /** Others are served. */
    void sing() throws Exception {
        Canary.sing(server.port());
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        server = ServerProcess.start(List.of(), LITTLE, root, options(directory).toArray(String[]::new));
        for (int i = 0; i < 3; i++) {
            sing();
        }
        resident = server.residentKibibytes();
        threads = threads();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void count() throws Exception {
        sing();
        Await.until("quiet", () -> {
            int before = server.descriptors();
            Thread.sleep(20);
            descriptors = server.descriptors();
            return descriptors == before;
        });
    }

    /** The server lets go although those clients do not that are still there. */
    @AfterEach
    void allIsAsBefore() throws Exception {
        sing();
        Await.until(() -> "descriptors back at " + descriptors, () -> server.descriptors() <= descriptors);
        for (Socket socket : hostile) {
            socket.close();
        }
        hostile.clear();
        assertEquals(threads, threads());
        long growth = server.residentKibibytes() - resident;
        assertTrue(growth < MOST_GROWTH_KIB, growth + " KiB more than at the start");
        String log = server.log();
        assertFalse(log.contains("\tat ") || log.contains("ERROR") || log.contains("out of memory"), log);
    }

    /** Those of the server, but for disk threads, which come and go. */
    private long threads() throws IOException {
        try (Stream<Path> tasks =
                Files.list(Path.of("/proc", Long.toString(server.program().pid()), "task"))) {
            return tasks.map(HostileClients::name)
                    .filter(name -> name.startsWith("ftp-") && !name.startsWith("ftp-disk"))
                    .count();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException endedMeanwhile) {
            return "";
        }
    }

    final Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        hostile.add(socket);
        return socket;
    }

    /** Where the server may have closed already. */
    static boolean send(Socket socket, byte[] bytes, int length) {
        try {
            socket.getOutputStream().write(bytes, 0, length);
            return true;
        } catch (IOException closed) {
            return false; // it gave way
        }
    }
}
