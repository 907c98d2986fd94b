package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's figures and health, as monitoring asks for them. */
@Timeout(60)
class AdministrationTest {
    private static final Upkeep.Times QUICK =
            new Upkeep.Times(Duration.ofMillis(20), Duration.ofHours(1), Duration.ofHours(1));

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    private FileTransferServer start(Path root) throws Exception {
        ServerConfig config = ServerConfig.builder(root)
                .port(0)
                .admin(List.of(AdminAddress.parse("127.0.0.1:0")))
                .build();
        return FileTransferServer.start(config, QUICK);
    }

    private HttpResponse<String> get(FileTransferServer server, String path, String accept) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.adminAddress().getPort() + path);
        return http.send(
                HttpRequest.newBuilder(uri).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> await(FileTransferServer server, String path, int status) throws Exception {
        HttpResponse<String> last;
        long start = System.nanoTime();
        do {
            last = get(server, path, "*/*");
        } while (last.statusCode() != status && System.nanoTime() - start < 20e9);
        assertEquals(status, last.statusCode(), last.body());
        return last;
    }

    @Test
    void aServerWithoutItListensNowhere() throws Exception {
        try (FileTransferServer server =
                FileTransferServer.start(ServerConfig.builder(directory).port(0).build())) {
            assertNull(server.adminAddress());
        }
    }

    @Test
    void readyOnceAllWasTried() throws Exception {
        try (FileTransferServer server = start(directory)) {
            assertEquals(
                    "{\"ready\":true,\"checks\":{\"root\":{\"ok\":true},\"write\":{\"ok\":true},"
                            + "\"accepting\":{\"ok\":true},\"certificate\":{\"ok\":true}}}\n",
                    await(server, "/readyz", 200).body());
            await(server, "/healthz", 200);
        }
    }

    @Test
    void notReadyWhileTheRootIsGone() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        try (FileTransferServer server = start(root)) {
            await(server, "/readyz", 200);
            Path away = Files.move(root, directory.resolve("away"));
            Files.createDirectory(root);
            String gone;
            do {
                gone = await(server, "/readyz", 503).body();
            } while (!gone.contains("\"root\":{\"ok\":false,\"reason\":\"The directory that this server serves"));
            Files.delete(root);
            Files.move(away, root);
            await(server, "/readyz", 200);
        }
    }

    @Test
    void figuresInTheFormatThatIsWanted() throws Exception {
        try (FileTransferServer server = start(directory)) {
            await(server, "/readyz", 200);
            HttpResponse<String> text = get(server, "/metrics", "text/plain");
            assertTrue(text.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"));
            for (String line : List.of(
                    "ftp_server_connections 0.0",
                    "ftp_server_connections_rejected_total{reason=\"busy\"} 0.0",
                    "ftp_server_received_bytes_total 0.0",
                    "ftp_server_unfinished_uploads 0.0",
                    "ftp_server_draining 0.0")) {
                assertTrue(text.body().contains("\n" + line + "\n"), line + " is not in\n" + text.body());
            }
            assertTrue(text.body().contains("\njvm_memory_used_bytes{"));
            assertTrue(text.body().contains("\nftp_server_sync_duration_seconds_count "));
            HttpResponse<String> open = get(server, "/metrics", "application/openmetrics-text; version=1.0.0");
            assertTrue(open.headers().firstValue("content-type").orElse("").startsWith("application/openmetrics-text"));
            assertTrue(open.body().endsWith("# EOF\n"));
        }
    }
}
