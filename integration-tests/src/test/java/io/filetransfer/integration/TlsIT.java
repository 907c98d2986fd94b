package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Await;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.QuickUpkeep;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections: what is inside is as without, and nobody is mistaken for the server. */
@Timeout(120)
class TlsIT {
    @TempDir
    Path directory;

    @TempDir
    Path root;

    private Certificates certificates;

    @BeforeEach
    void authority() throws Exception {
        certificates = new Certificates(directory);
    }

    private FileTransferServer serve(Certificates.Pair pair, boolean required) throws Exception {
        ServerTls tls = new ServerTls(pair.certificates(), pair.key(), null, required);
        return QuickUpkeep.start(ServerConfig.builder(root).port(0).tls(tls).build());
    }

    private static FileTransferClient open(int port, ClientTls tls) {
        return FileTransferClient.open(Client.config(port).tls(tls).build());
    }

    @Test
    void filesOfEverySizeGoBothWays() throws Exception {
        Certificates.Pair pair = certificates.good("server");
        List<ClientTls> ways = List.of(
                ClientTls.authorities(certificates.authority()),
                ClientTls.fingerprints(pair.fingerprint()),
                ClientTls.of(certificates.context()));
        try (FileTransferServer server = serve(pair, true)) {
            for (ClientTls way : ways) {
                try (FileTransferClient client = open(server.port(), way)) {
                    for (int length : new int[] {0, 1, 70_000, 3_000_000, 40_000_000}) {
                        byte[] content = Trees.bytes(length, length);
                        Path source = Files.write(directory.resolve("source"), content);
                        Client.get(client.put(PutRequest.of("name"), source));
                        assertArrayEquals(content, Files.readAllBytes(root.resolve("name")));
                        Path target = directory.resolve("target");
                        Client.get(client.get(GetRequest.of("name"), target));
                        assertArrayEquals(content, Files.readAllBytes(target));
                    }
                    assertEquals(40_000_000, Client.get(client.stat("name")).size());
                }
            }
        }
    }

    /** The same bytes are on the wire where nothing is encrypted. */
    @Test
    void nothingCanBeReadOnTheWire() throws Exception {
        String secret = "a name that tells nothing";
        byte[] content = "the content that nobody else may read, ".repeat(3000).getBytes(StandardCharsets.UTF_8);
        Path source = Files.write(directory.resolve("source"), content);
        for (boolean encrypted : new boolean[] {true, false}) {
            try (FileTransferServer server = serve(certificates.good("server"), false);
                    FaultProxy proxy = new FaultProxy(server.port());
                    FileTransferClient client =
                            open(proxy.port(), encrypted ? ClientTls.authorities(certificates.authority()) : null)) {
                proxy.record();
                Client.get(client.put(PutRequest.of(secret), source));
                Client.get(client.get(GetRequest.of(secret), directory.resolve("target")));
                String wire = new String(proxy.recorded(), StandardCharsets.ISO_8859_1);
                assertTrue(wire.length() > 2 * content.length);
                assertEquals(!encrypted, wire.contains("nobody else may read"));
                assertEquals(!encrypted, wire.contains(secret));
            }
        }
    }

    @Test
    void aServerThatIsNotTheOneMeantIsRefused() throws Exception {
        ClientTls authority = ClientTls.authorities(certificates.authority());
        assertRefused(certificates.ofAnotherHost("another"), authority, "another host");
        assertRefused(certificates.expired("expired"), authority, "expired on");
        assertRefused(certificates.notYetValid("early"), authority, "valid from");
        assertRefused(certificates.selfSigned("self"), authority, "nobody but itself");
        assertRefused(certificates.good("good"), ClientTls.system(), "nobody who is trusted here");
        Certificates.Pair good = certificates.good("good");
        assertRefused(
                good, ClientTls.fingerprints(certificates.selfSigned("other").fingerprint()), "another one");
        assertRefused(
                certificates.ofAnotherHost("another"),
                ClientTls.of(certificates.context()),
                "No subject alternative names");
        assertRefused(good, ClientTls.trusting(new Nobody()), "nobody at all");
    }

    private void assertRefused(Certificates.Pair pair, ClientTls tls, String reason) throws Exception {
        try (FileTransferServer server = serve(pair, false);
                FileTransferClient client = open(server.port(), tls)) {
            FileTransferException.Untrusted refusal = assertInstanceOf(
                    FileTransferException.Untrusted.class,
                    Client.failure(
                            client.put(PutRequest.of("name"), Files.write(directory.resolve("s"), new byte[9]))));
            assertEquals(ErrorCode.UNTRUSTED, refusal.code());
            assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
            if (tls.context() == null) {
                assertEquals(pair.fingerprint(), refusal.fingerprint());
                assertEquals(!tls.fingerprints().isEmpty(), refusal.isChanged());
            }
            assertFalse(Files.exists(root.resolve("name")));
        }
    }

    private static final class Nobody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws java.security.cert.CertificateException {
            throw new java.security.cert.CertificateException("nobody at all");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void nobodyFallsBackToPlain() throws Exception {
        Path source = Files.write(directory.resolve("source"), new byte[9]);
        try (FileTransferServer server = serve(certificates.good("server"), true);
                FileTransferClient plain = open(server.port(), null)) {
            FileTransferException refused = Client.failure(plain.put(PutRequest.of("name"), source));
            assertEquals(ErrorCode.TLS_REQUIRED, refused.code());
            assertFalse(Files.exists(root.resolve("name")));
        }
        try (FileTransferServer server = FileTransferServer.start(
                        ServerConfig.builder(root).port(0).build());
                FileTransferClient client = open(server.port(), ClientTls.authorities(certificates.authority()))) {
            assertEquals(ErrorCode.UNTRUSTED, Client.outcome(client.put(PutRequest.of("name"), source)));
            assertFalse(Files.exists(root.resolve("name")));
        }
    }

    /** With that dialect a cut connection would be the end of a file. */
    @Test
    void theLegacyDialectIsNotSpokenInside() throws Exception {
        Files.write(root.resolve("name"), new byte[9]);
        try (FileTransferServer server = serve(certificates.good("server"), false);
                SSLSocket socket = (SSLSocket) certificates
                        .context()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("0name : GET\n".getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("UNSUPPORTED"), answer);
        }
    }

    @Test
    void aCutIsNeverAnEnd() throws Exception {
        byte[] content = Trees.bytes(1, 20_000_000);
        Path source = Files.write(directory.resolve("source"), content);
        Files.write(root.resolve("stored"), content);
        ClientTls tls = ClientTls.authorities(certificates.authority());
        try (FileTransferServer server = serve(certificates.good("server"), true)) {
            for (FaultProxy.Direction way : FaultProxy.Direction.values()) {
                for (long at : new long[] {200, 900, 5_000, 10_000_000}) {
                    try (FaultProxy proxy = new FaultProxy(server.port(), way, FaultProxy.Fault.CUT, at);
                            FileTransferClient client = open(proxy.port(), tls)) {
                        Path target = directory.resolve("target");
                        assertEquals(
                                at >= 5_000 && way == FaultProxy.Direction.TO_SERVER ? null : ErrorCode.CONNECTION,
                                Client.outcome(client.get(GetRequest.of("stored"), target)),
                                way + " " + at);
                        Files.deleteIfExists(target);
                        ErrorCode put =
                                Client.outcome(client.put(PutRequest.of("name").streams(1), source));
                        assertEquals(
                                at >= 5_000 && way == FaultProxy.Direction.TO_CLIENT ? null : ErrorCode.CONNECTION,
                                put,
                                way + " " + at);
                        assertEquals(put == null, Files.exists(root.resolve("name")));
                        Files.deleteIfExists(root.resolve("name"));
                    }
                }
            }
        }
    }

    @Test
    void whatWasCutIsResumed() throws Exception {
        byte[] content = Trees.bytes(1, 40_000_000);
        Path source = Files.write(directory.resolve("source"), content);
        try (FileTransferServer server = serve(certificates.good("server"), true);
                FaultProxy proxy = new FaultProxy(
                        server.port(), FaultProxy.Direction.TO_SERVER, FaultProxy.Fault.RESET, 30_000_000);
                FileTransferClient client = FileTransferClient.open(Client.config(proxy.port())
                        .retries(5)
                        .stateDirectory(directory.resolve("state"))
                        .tls(ClientTls.authorities(certificates.authority()))
                        .build())) {
            Client.get(client.put(PutRequest.of("name"), source));
            assertArrayEquals(content, Files.readAllBytes(root.resolve("name")));
        }
    }

    /** Beginnings of handshakes, and silence after them. */
    @Test
    void halfHandshakesEndByTheDeadline() throws Exception {
        Certificates.Pair pair = certificates.good("server");
        try (FileTransferServer server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .firstFrameTimeout(Duration.ofSeconds(1))
                .tls(ServerTls.required(pair.certificates(), pair.key()))
                .build())) {
            // A record that claims 16 KiB, and the first bytes of a hello that claims as much.
            byte[] hello = {0x16, 3, 1, 0x40, 0, 1, 0, 0x3F, (byte) 0xF0, 3, 3};
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 200; i++) {
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    socket.setSoTimeout(60_000);
                    sockets.add(socket);
                    socket.getOutputStream().write(hello, 0, 1 + i % hello.length);
                }
                for (Socket socket : sockets) {
                    readToTheEnd(socket);
                }
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            try (FileTransferClient client = open(server.port(), ClientTls.authorities(certificates.authority()))) {
                assertEquals(
                        ErrorCode.NOT_FOUND,
                        Client.outcome(client.get(GetRequest.of("nothing"), directory.resolve("t"))));
            }
        }
    }

    private static void readToTheEnd(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("The connection stands", e);
        } catch (java.io.IOException reset) {
            // As good as an end.
        }
    }

    @Test
    void aReplacedCertificateIsTakenUp() throws Exception {
        Certificates.Pair first = certificates.good("first");
        Certificates.Pair second = certificates.good("second");
        Path chain = Files.copy(first.certificates(), directory.resolve("chain"));
        Path key = Files.copy(first.key(), directory.resolve("key"));
        try (FileTransferServer server = serve(new Certificates.Pair(chain, key, first.fingerprint()), true)) {
            assertTrue(shows(server, first));
            Files.write(chain, Files.readAllBytes(second.certificates()));
            Files.write(key, Files.readAllBytes(second.key()));
            Await.until("the new certificate", () -> shows(server, second));
        }
    }

    private static boolean shows(FileTransferServer server, Certificates.Pair pair) {
        try (FileTransferClient client = open(server.port(), ClientTls.fingerprints(pair.fingerprint()))) {
            return Client.outcome(client.stat("nothing")) == ErrorCode.NOT_FOUND;
        }
    }
}
