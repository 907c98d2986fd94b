package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.integration.FaultProxy.Direction;
import io.filetransfer.integration.FaultProxy.Fault;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections that are cut, reset, stand still or damage a byte, at many places: under every name there is old or new
 * content, nothing is left behind, and both sides go on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionFaultsIT {
    /** More than the sockets hold, so that half of it is in the middle. */
    private static final int LARGE = 12_000_000;

    private static final int SMALL = 20_000;

    /** Parts of a direction's bytes, in per mille. */
    private static final int[] PLACES = {0, 10, 500, 999, 1000};

    private Path directory;
    private Path root;
    private Path local;
    private FileTransferServer server;
    private int baseline;
    /** Bytes each way of a whole transfer. */
    private final Map<String, Map<Direction, Long>> passed = new HashMap<>();

    private int pipes;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        pipes = ServerProcess.pipes(ServerProcess.openFiles("self"));
        root = Files.createDirectory(directory.resolve("root"));
        server = FileTransferServer.start(ServerConfig.builder(root).port(0).build());
        // What is opened only once is open before the first count.
        for (int i = 0; i < 3; i++) {
            Canary.sing(server.port());
        }
        Path large = Files.write(directory.resolve("large"), new byte[LARGE]);
        try (FileTransferClient client = Client.of(server.port())) {
            Client.get(client.put(PutRequest.of("large"), large).future());
            Client.get(client.get(GetRequest.of("large"), large).future());
            assertEquals(
                    ErrorCode.NOT_FOUND,
                    Client.outcome(client.get(GetRequest.of("none"), directory.resolve("none"))
                            .future()));
        }
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        Await.until("all pipes closed", () -> ServerProcess.pipes(ServerProcess.openFiles("self")) <= pipes);
    }

    @BeforeEach
    void prepare() throws Exception {
        local = Files.createTempDirectory(directory, "local");
        Await.until("the last test's connections are gone", () -> {
            int before = ServerProcess.descriptors("self");
            Thread.sleep(10);
            baseline = ServerProcess.descriptors("self");
            return baseline == before;
        });
    }

    @AfterEach
    void everythingIsAsBefore() throws Exception {
        Trees.awaitEmptyStaging(root);
        Await.until(() -> "descriptors back at " + baseline, () -> ServerProcess.descriptors("self") <= baseline);
        Canary.sing(server.port());
    }

    private record Case(int size, Direction direction, Fault fault, int perMille) {}

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int size : new int[] {SMALL, LARGE}) {
            for (Direction direction : Direction.values()) {
                for (Fault fault : List.of(Fault.CUT, Fault.RESET)) {
                    for (int place : PLACES) {
                        cases.add(Arguments.of(new Case(size, direction, fault, place)));
                    }
                }
                cases.add(Arguments.of(new Case(size, direction, Fault.STALL, 500)));
            }
        }
        return cases;
    }

    private interface Run {
        void with(FileTransferClient client);
    }

    /** Where the fault comes is known from a run without one, which is the same for all faults. */
    private FaultProxy proxy(String transfer, Case at, Run run) throws Exception {
        Map<Direction, Long> all = passed.get(transfer + at.size);
        if (all == null) {
            try (FaultProxy counting = new FaultProxy(server.port())) {
                try (FileTransferClient client = Client.of(counting.port())) {
                    run.with(client);
                }
                all = new EnumMap<>(Direction.class);
                for (Direction direction : Direction.values()) {
                    all.put(direction, counting.passed(direction));
                }
            }
            passed.put(transfer + at.size, all);
        }
        return new FaultProxy(server.port(), at.direction, at.fault, all.get(at.direction) * at.perMille / 1000);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void put(Case at) throws Exception {
        byte[] old = Trees.bytes(1, 1000);
        byte[] fresh = Trees.bytes(2, at.size);
        Path source = Files.write(local.resolve("source"), fresh);
        Run run =
                client -> Client.get(client.put(PutRequest.of("count"), source).future());
        try (FaultProxy proxy = proxy("put", at, run);
                FileTransferClient client = Client.impatient(proxy.port())) {
            Files.write(root.resolve("other"), old);
            ErrorCode outcome =
                    Client.outcome(client.put(PutRequest.of("other"), source).future());
            Await.until("the fault", proxy::hasStruck);
            // Of a large file the client may ask again for what became of it.
            if (outcome != null || at.size == SMALL || at.direction == Direction.TO_SERVER) {
                assertLost(outcome, at);
            }
            byte[] there = Files.readAllBytes(root.resolve("other"));
            assertTrue(Arrays.equals(there, fresh) || Arrays.equals(there, old), "A mix of " + there.length);
            assertTrue(outcome != null || Arrays.equals(there, fresh), "Acknowledged, and not there");
        }
        // An upload whose end the server has seen may still be on its way to its name.
        Trees.awaitEmptyStaging(root);
        byte[] there = Files.readAllBytes(root.resolve("other"));
        boolean whole = at.direction == Direction.TO_CLIENT || at.perMille == 1000;
        assertTrue(Arrays.equals(there, old) || whole && Arrays.equals(there, fresh));
        Files.delete(root.resolve("other"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void get(Case at) throws Exception {
        byte[] old = Trees.bytes(3, 1000);
        byte[] fresh = Trees.bytes(4, at.size);
        Files.write(root.resolve("remote"), fresh);
        Path target = local.resolve("target");
        Run run =
                client -> Client.get(client.get(GetRequest.of("remote"), target).future());
        try (FaultProxy proxy = proxy("get", at, run);
                FileTransferClient client = Client.impatient(proxy.port())) {
            Files.write(target, old);
            ErrorCode outcome = Client.outcome(
                    client.get(GetRequest.of("remote").resume(false), target).future());
            Await.until("the fault", proxy::hasStruck);
            assertLost(outcome, at);
            byte[] expected = outcome == null ? fresh : old;
            assertTrue(Arrays.equals(Files.readAllBytes(target), expected), "The local file");
            assertEquals(List.of("target"), Trees.names(local));
        }
    }

    /** After the last byte it can be well, before it never. */
    private static void assertLost(ErrorCode outcome, Case at) {
        if (outcome == null) {
            assertEquals(1000, at.perMille, "All was well without all the bytes");
        } else {
            assertTrue(
                    List.of(ErrorCode.CONNECTION, ErrorCode.TIMEOUT, ErrorCode.TRUNCATED)
                            .contains(outcome),
                    outcome.name());
        }
    }

    static List<Arguments> damages() {
        List<Arguments> damages = new ArrayList<>();
        for (int size : new int[] {SMALL, LARGE}) {
            for (int place : new int[] {300, 700, 999}) {
                damages.add(Arguments.of(size, place));
            }
        }
        return damages;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageOnTheWayToTheServer(int size, int perMille) throws Exception {
        byte[] old = Trees.bytes(5, 1000);
        Files.write(root.resolve("damaged"), old);
        Path source = Files.write(local.resolve("source"), Trees.bytes(6, size));
        long at = (long) size * perMille / 1000;
        try (FaultProxy proxy = new FaultProxy(server.port(), Direction.TO_SERVER, Fault.CORRUPT, at);
                FileTransferClient client = Client.of(proxy.port())) {
            FileTransferException failure =
                    Client.failure(client.put(PutRequest.of("damaged"), source).future());
            Await.until("the fault", proxy::hasStruck);
            assertInstanceOf(FileTransferException.Corrupt.class, failure);
            assertEquals(ErrorCode.CHECKSUM_MISMATCH, failure.code());
            assertTrue(Arrays.equals(old, Files.readAllBytes(root.resolve("damaged"))));
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageOnTheWayToTheClient(int size, int perMille) throws Exception {
        byte[] old = Trees.bytes(7, 1000);
        Files.write(root.resolve("sound"), Trees.bytes(8, size));
        Path target = Files.write(local.resolve("target"), old);
        long at = (long) size * perMille / 1000;
        try (FaultProxy proxy = new FaultProxy(server.port(), Direction.TO_CLIENT, Fault.CORRUPT, at);
                FileTransferClient client = Client.of(proxy.port())) {
            FileTransferException failure = Client.failure(
                    client.get(GetRequest.of("sound").resume(false), target).future());
            Await.until("the fault", proxy::hasStruck);
            assertInstanceOf(FileTransferException.Corrupt.class, failure);
            assertTrue(Arrays.equals(old, Files.readAllBytes(target)));
            assertEquals(List.of("target"), Trees.names(local));
        }
    }
}
