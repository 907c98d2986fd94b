package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Durability;
import io.filetransfer.server.storage.local.Modes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts at once, and what at the next start. */
class NextConfigTest {
    private static final Path ROOT = Path.of("/srv");

    private static ServerConfig.Builder running() {
        return ServerConfig.builder(ROOT).port(1);
    }

    @Test
    void whatDoesNotDifferIsNothing() {
        assertEquals(List.of(), new NextConfig(running().build(), running().build()).later());
    }

    @Test
    void eachThingThatWaitsForAStartIsNamedAndStays() {
        ServerConfig running = running().build();
        ServerConfig wanted = ServerConfig.builder(Path.of("/other"))
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2))
                .tls(new ServerTls(Path.of("c"), Path.of("k"), null, false))
                .users(Path.of("users"))
                .proxies(List.of(AddressRange.parse("10.0.0.0/8")))
                .insecure(true)
                .readOnly(true)
                .modes(new Modes(null, 0600, 0700))
                .audit(true)
                .diskThreads(3)
                .admin(List.of(AdminAddress.parse("127.0.0.1:9464")))
                .adminAnywhere(true)
                .build();
        NextConfig change = new NextConfig(wanted, running);
        assertEquals(
                List.of(
                        "root",
                        "address and port",
                        "tls",
                        "users",
                        "proxies",
                        "insecure",
                        "read-only",
                        "umask and modes",
                        "audit-log",
                        "disk-threads",
                        "administration"),
                change.later());
        assertEquals(running, change.now());
    }

    @Test
    void allElseCountsAtOnce() {
        ServerConfig running = running().build();
        ServerConfig wanted = running()
                .durability(Durability.RELAXED)
                .legacyDialect(false)
                .maxConnections(5)
                .limits(ServerLimits.DEFAULTS.withReserve(7))
                .maxFileSize(8)
                .firstFrameTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(2))
                .minRate(9)
                .bandwidth(new Bandwidth(10, 11))
                .drainTimeout(Duration.ofSeconds(3))
                .build();
        NextConfig change = new NextConfig(wanted, running);
        assertEquals(List.of(), change.later());
        assertEquals(wanted, change.now());
    }

    @Test
    void aRunningServerTakesItUp(@TempDir Path root) throws Exception {
        ServerConfig config = ServerConfig.builder(root).port(0).build();
        try (FileTransferServer server = FileTransferServer.start(config)) {
            ServerConfig next = ServerConfig.builder(root)
                    .port(1)
                    .limits(ServerLimits.DEFAULTS.withReserve(1))
                    .build();
            assertEquals(List.of("address and port"), server.reload(next));
            assertEquals(List.of(), server.reload(config));
            assertTrue(server.isReady());
        }
    }
}
