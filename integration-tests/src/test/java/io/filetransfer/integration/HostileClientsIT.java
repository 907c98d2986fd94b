package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that mean harm, on a server with little memory: others are served meanwhile, and afterwards descriptors and threads
 * are as before, whether or not the clients let go. Those that are idle, do not read or send a byte now and then are in
 * {@link LimitsIT}, {@link ForeignTrafficIT} and the tests of deadlines.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientsIT {
    private static final List<String> LITTLE = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m");
    private static final int STRANGERS = 500;

    /** Of the whole run: the heap may fill once. */
    private static final long MOST_GROWTH_KIB = 250_000;

    private final List<Socket> hostile = new ArrayList<>();
    private ServerProcess server;
    private Path root;
    private int descriptors;
    private long threads;
    private long resident;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        Certificates.Pair pair = new Certificates(directory).good("server");
        server = ServerProcess.start(
                List.of(),
                LITTLE,
                root,
                "--first-frame-timeout=2",
                "--max-unauthenticated=" + STRANGERS,
                "--tls-certificate=" + pair.certificates(),
                "--tls-key=" + pair.key());
        for (int i = 0; i < 3; i++) {
            Canary.sing(server.port());
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
        Canary.sing(server.port());
        Await.until("quiet", () -> {
            int before = server.descriptors();
            Thread.sleep(20);
            descriptors = server.descriptors();
            return descriptors == before;
        });
    }

    /** The server lets go although the clients do not. */
    @AfterEach
    void allIsAsBefore() throws Exception {
        Canary.sing(server.port());
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
            return tasks.map(HostileClientsIT::name)
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

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        hostile.add(socket);
        return socket;
    }

    /** Where the server may have closed already. */
    private void send(Socket socket, byte[] bytes, int length) {
        try {
            socket.getOutputStream().write(bytes, 0, length);
        } catch (IOException closed) {
            // It gave way.
        }
    }

    @Test
    void aFloodOfSilentConnections() throws Exception {
        byte[] content = Trees.bytes(1, 4_000_000);
        Files.write(root.resolve("file"), content);
        try (NativeConnection before = new NativeConnection(server.port())) {
            before.request(Choice.GET, "file").read(NativeConnection.REPLY);
            for (int i = 0; i < 4 * STRANGERS; i++) {
                connect();
                if (i % STRANGERS == STRANGERS - 1) {
                    Canary.sing(server.port());
                }
            }
            assertTrue(server.descriptors() <= descriptors + STRANGERS + 20, "More strangers than there may be");
            assertEquals(content.length, before.readBody().length);
        }
        Files.delete(root.resolve("file"));
    }

    @Test
    void aThousandHalfHandshakes() throws Exception {
        byte[] hello = {0x16, 3, 1, 0x40, 0, 1, 0, 0x3F, (byte) 0xF0, 3, 3};
        for (int i = 0; i < 1000; i++) {
            send(connect(), hello, 1 + i % hello.length);
            if (i % 250 == 249) {
                Canary.sing(server.port());
            }
        }
    }

    /** A hello that claims 16 MiB, in full records of which each could be the next part of it. */
    @Test
    void hugeHellos() throws Exception {
        byte[] records = new byte[1 << 20];
        int record = 5 + (1 << 14);
        for (int i = 0; i + record <= records.length; i += record) {
            ByteBuffer.wrap(records, i, 5)
                    .put((byte) 0x16)
                    .putShort((short) 0x0301)
                    .putShort((short) (1 << 14));
        }
        ByteBuffer.wrap(records, 5, 4).putInt(0x01FFFFFF);
        for (int i = 0; i < 50; i++) {
            send(connect(), records, records.length);
        }
    }

    @Test
    void endlessNames() throws Exception {
        try (NativeConnection tooLong = new NativeConnection(server.port())) {
            byte[] name = "n".repeat(65_000).getBytes(StandardCharsets.US_ASCII);
            assertEquals(ErrorCode.BAD_REQUEST, tooLong.request(1, name).readError());
            assertTrue(tooLong.atEnd());
        }
        Socket legacy = connect();
        byte[] more = ("1" + "n".repeat(99_999)).getBytes(StandardCharsets.US_ASCII);
        assertTrue(sendUntilClosed(legacy, more, 1 << 30), "A name of a gigabyte");
    }

    @Test
    void refusedUploadsThatKeepSending() throws Exception {
        List<Thread> senders = new ArrayList<>();
        List<String> endless = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            NativeConnection connection = new NativeConnection(server.port());
            hostile.add(connection.socket());
            connection.request(Choice.PUT, "../outside").flush();
            ByteBuffer frame = ByteBuffer.allocate(5 + (1 << 18))
                    .put((byte) NativeConnection.CONTENT)
                    .putInt(1 << 18);
            Thread sender = new Thread(() -> {
                if (!sendUntilClosed(connection.socket(), frame.array(), 8L << 30)) {
                    endless.add("sent on and on");
                }
            });
            sender.start();
            senders.add(sender);
        }
        Canary.sing(server.port());
        for (Thread sender : senders) {
            sender.join(Await.LIMIT.toMillis());
            assertFalse(sender.isAlive());
        }
        assertEquals(List.of(), endless);
    }

    private static boolean sendUntilClosed(Socket socket, byte[] bytes, long most) {
        try {
            for (long sent = 0; sent < most; sent += bytes.length) {
                socket.getOutputStream().write(bytes);
            }
            return false;
        } catch (IOException closed) {
            return true;
        }
    }
}
