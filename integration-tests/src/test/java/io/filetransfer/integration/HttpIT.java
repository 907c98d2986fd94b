package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP over real sockets, by a client that others have written, plain and encrypted; and beside all other dialects. */
@Timeout(120)
class HttpIT {
    @TempDir
    Path root;

    @TempDir
    Path directory;

    private FileTransferServer server;
    private SSLContext trusted;
    private HttpClient client;

    @BeforeEach
    void serve() throws Exception {
        Certificates certificates = new Certificates(directory);
        Certificates.Pair pair = certificates.good("server");
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .tls(new ServerTls(pair.certificates(), pair.key(), null, false))
                .build());
        trusted = certificates.context();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusted)
                .build();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private URI url(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + server.port() + path);
    }

    private HttpResponse<byte[]> get(String scheme, String path, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(scheme, path));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> put(String scheme, String path, byte[] content) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url(scheme, path))
                .expectContinue(content.length > 100_000)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void filesGoAndComeBack() throws Exception {
        for (String scheme : List.of("http", "https")) {
            for (int size : new int[] {0, 1, 65_536, 65_537, 9_000_000}) {
                byte[] content = Trees.bytes(size, size);
                String path = "/" + scheme + size;
                assertEquals(201, put(scheme, path, content).statusCode(), path);
                HttpResponse<byte[]> back = get(scheme, path);
                assertArrayEquals(content, back.body(), path);
                assertTrue(back.headers().firstValue("Repr-Digest").orElse("").startsWith("crc32c=:"), path);
                String tag = back.headers().firstValue("ETag").orElseThrow();
                assertEquals(304, get(scheme, path, "If-None-Match", tag).statusCode(), path);
            }
            HttpResponse<byte[]> range = get(scheme, "/http9000000", "Range", "bytes=5000000-");
            assertEquals(206, range.statusCode());
            assertArrayEquals(
                    Arrays.copyOfRange(Trees.bytes(9_000_000, 9_000_000), 5_000_000, 9_000_000), range.body());
        }
    }

    @Test
    void aDirectoryOfManyEntries() throws Exception {
        for (int i = 0; i < 5000; i++) {
            Files.createFile(root.resolve("a-file-of-many-" + i));
        }
        String json = new String(get("http", "/", "Accept", "application/json").body(), StandardCharsets.UTF_8);
        assertEquals(5000, json.split("\"name\":", -1).length - 1);
        assertTrue(json.endsWith("}\n]}\n"), json.substring(json.length() - 100));
        HttpResponse<byte[]> packed = get("https", "/", "Accept", "application/json", "Accept-Encoding", "gzip");
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertEquals(json, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The program that most people have, if it is here. */
    @Test
    void curl() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")));
        byte[] content = Trees.bytes(7, 4_000_000);
        Path file = Files.write(directory.resolve("file"), content);
        for (String scheme : List.of("http", "https")) {
            String url = url(scheme, "/" + scheme).toString();
            assertEquals("201", curl("-T", file.toString(), "-w", "%{http_code}", url));
            assertArrayEquals(content, Files.readAllBytes(root.resolve(scheme)));
            Path half = Files.write(directory.resolve(scheme), Arrays.copyOf(content, 1_234_567));
            curl("-C", "-", "-o", half.toString(), url);
            assertArrayEquals(content, Files.readAllBytes(half));
            assertEquals(
                    "412",
                    curl(
                            "-T",
                            file.toString(),
                            "-H",
                            "If-None-Match: *",
                            "-w",
                            "%{http_code}",
                            "-o",
                            directory.resolve("problem").toString(),
                            url));
            assertEquals("204", curl("-X", "DELETE", "-w", "%{http_code}", url));
            assertEquals(
                    "404",
                    curl(
                            "-I",
                            "-w",
                            "%{http_code}",
                            "-o",
                            directory.resolve("head").toString(),
                            url));
        }
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/curl",
                "-sS",
                "--max-time",
                "60",
                "--cacert",
                directory.resolve("authority.pem").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    /** Each of them again and again, all at the same time, on the one port. */
    @Test
    void allDialectsAtOnce() throws Exception {
        byte[] content = Trees.bytes(3, 3_000_000);
        Files.write(root.resolve("shared"), content);
        List<Callable<byte[]>> clients = List.of(
                () -> get("http", "/shared").body(),
                () -> get("https", "/shared").body(),
                this::getNatively,
                this::getByTheFirstClient);
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                for (Callable<byte[]> each : clients) {
                    results.add(threads.submit(each));
                }
            }
            for (Future<byte[]> result : results) {
                assertArrayEquals(content, result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private byte[] getNatively() {
        try (FileTransferClient natively = Client.of(server.port())) {
            return Client.get(
                    natively.getBytes(GetRequest.of("shared"), 4 << 20).future());
        }
    }

    private byte[] getByTheFirstClient() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("0shared:GET".getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            byte[] all = answer.toByteArray();
            return Arrays.copyOfRange(all, "Done".length(), all.length);
        }
    }
}
