package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link TlsIT} has of the engine that is there, with each engine on each side: BoringSSL, and the JDK's, which has to do
 * where there is no library.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class TlsEnginesIT {
    private static final String WITHOUT_LIBRARY = "-Dio.netty.handler.ssl.noOpenSsl=true";
    private static final int BULK = 20_000_000;
    private static final int APPLICATION_DATA = 23;
    private static final int FULL_RECORD = 1 << 14;

    enum Engine {
        BORINGSSL("TLS required by BoringSSL", List.of()),
        JDK("TLS required by the JDK", List.of(WITHOUT_LIBRARY));

        private final String logged;
        private final List<String> options;

        Engine(String logged, List<String> options) {
            this.logged = logged;
            this.options = options;
        }
    }

    private final Map<Engine, ServerProcess> servers = new HashMap<>();
    private final Map<Engine, Path> roots = new HashMap<>();
    private final byte[] content = Trees.bytes(1, BULK);
    private Path directory;
    private Certificates certificates;
    private Path source;
    private Certificates.Pair user;
    private ClientTls alice;
    private String token;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        certificates = new Certificates(directory);
        source = Files.write(directory.resolve("source"), content);
        Certificates.Pair own = certificates.good("server");
        user = certificates.good("alice");
        alice = ClientTls.authorities(certificates.authority()).withCertificate(user.certificates(), user.key());
        UsersMade users = new UsersMade(directory.resolve("users.toml"));
        users.run("add", "alice", "--no-password", "--allow", "all", "--certificate", "CN=alice");
        token = users.run("token", "alice");
        for (Engine engine : Engine.values()) {
            Path root = Files.createDirectory(directory.resolve("root of " + engine));
            roots.put(engine, root);
            servers.put(
                    engine,
                    ServerProcess.start(
                            List.of(),
                            engine.options,
                            root,
                            "--users=" + directory.resolve("users.toml"),
                            "--tls=required",
                            "--tls-certificate=" + own.certificates(),
                            "--tls-key=" + own.key(),
                            "--tls-client-ca=" + certificates.authority()));
            assertTrue(
                    servers.get(engine).log().contains(engine.logged),
                    servers.get(engine).log());
        }
    }

    @AfterAll
    void stop() {
        servers.values().forEach(ServerProcess::close);
    }

    private int port(Engine engine) {
        return servers.get(engine).port();
    }

    private static FileTransferClient open(int port, ClientTls tls) {
        return FileTransferClient.open(Client.config(port).tls(tls).build());
    }

    /** A handshake in which both sides show who they are, and files of every size, with what this JVM has. */
    @ParameterizedTest
    @EnumSource
    void whoHasACertificateIsServed(Engine engine) throws Exception {
        try (FileTransferClient client = open(port(engine), alice)) {
            for (int length : new int[] {0, 1, 16_384, 70_000, BULK}) {
                byte[] some = Trees.bytes(length, length);
                Path file = Files.write(directory.resolve("some"), some);
                Client.get(client.put(PutRequest.of("name"), file));
                assertArrayEquals(some, Files.readAllBytes(roots.get(engine).resolve("name")));
                Path target = directory.resolve("target");
                Client.get(client.get(GetRequest.of("name"), target));
                assertArrayEquals(some, Files.readAllBytes(target));
            }
        }
        ClientTls nobody = ClientTls.authorities(certificates.authority());
        try (FileTransferClient client = open(port(engine), nobody)) {
            assertEquals(ErrorCode.UNAUTHENTICATED, Client.outcome(client.stat("name")));
        }
        try (FileTransferClient client = open(port(engine), ClientTls.system())) {
            assertEquals(ErrorCode.UNTRUSTED, Client.outcome(client.stat("name")));
        }
        try (FileTransferClient plain = open(port(engine), null)) {
            assertEquals(ErrorCode.TLS_REQUIRED, Client.outcome(plain.stat("name")));
        }
    }

    /** On this side the JDK's too: a context of its own is never the library's. */
    @ParameterizedTest
    @EnumSource
    void filesGoBothWaysByTheEngineOfTheJdk(Engine engine) throws Exception {
        try (FileTransferClient client = FileTransferClient.open(Client.config(port(engine))
                .tls(ClientTls.of(certificates.context()))
                .credentials(ClientCredentials.token(token))
                .build())) {
            Client.get(client.put(PutRequest.of("by the JDK"), source));
            Client.get(client.get(GetRequest.of("by the JDK"), directory.resolve("by the JDK")));
            assertArrayEquals(content, Files.readAllBytes(directory.resolve("by the JDK")));
        }
    }

    @Test
    void aProgramWithoutTheLibrary() throws Exception {
        String name = "fts://127.0.0.1:" + port(Engine.JDK) + "/program";
        Files.write(roots.get(Engine.JDK).resolve("program"), content);
        Path target = directory.resolve("got by the program");
        String[] get = {
            "get",
            name,
            target.toString(),
            "--ca=" + certificates.authority(),
            "--certificate=" + user.certificates(),
            "--key=" + user.key()
        };
        try (Launched program =
                Launched.run(Launched.java(List.of(WITHOUT_LIBRARY), "io.filetransfer.client.cli.Main", get))) {
            assertEquals(0, program.exit(), program.err());
        }
        assertArrayEquals(content, Files.readAllBytes(target));
        try (Launched stranger = Launched.run(
                Launched.java(List.of(WITHOUT_LIBRARY), "io.filetransfer.client.cli.Main", "stat", name))) {
            assertEquals(10, stranger.exit(), stranger.err());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCutIsNeverAnEnd(Engine engine) throws Exception {
        Files.write(roots.get(engine).resolve("stored"), content);
        for (FaultProxy.Direction way : FaultProxy.Direction.values()) {
            for (long at : new long[] {200, BULK / 2}) {
                try (FaultProxy proxy = new FaultProxy(port(engine), way, FaultProxy.Fault.CUT, at);
                        FileTransferClient client = open(proxy.port(), alice)) {
                    boolean get = way == FaultProxy.Direction.TO_CLIENT;
                    ErrorCode outcome = Client.outcome(
                            get
                                    ? client.get(GetRequest.of("stored"), directory.resolve("cut"))
                                    : client.put(PutRequest.of("cut").streams(1), source));
                    assertEquals(ErrorCode.CONNECTION, outcome, way + " " + at);
                    assertFalse(Files.exists(directory.resolve("cut")));
                    assertFalse(Files.exists(roots.get(engine).resolve("cut")));
                }
            }
        }
    }

    /** The second connection of a client takes no new session, so that the certificate is neither sent nor looked at. */
    @ParameterizedTest
    @EnumSource
    void sessionsGoOn(Engine engine) throws Exception {
        SSLContext context = certificates.context();
        long first = created(context, port(engine));
        Thread.sleep(5); // sessions know when they began, in milliseconds
        assertEquals(first, created(context, port(engine)));
        assertNotEquals(first, created(certificates.context(), port(engine)));
    }

    private static long created(SSLContext context, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(60_000);
            NativeConnection connection = new NativeConnection(socket);
            connection.request(Choice.STAT, "name").readError(); // and with it came the ticket
            return socket.getSession().getCreationTime();
        }
    }

    /** Smaller ones would cost more of everything: of the wire, the cipher and the calls. */
    @ParameterizedTest
    @EnumSource
    void contentIsInRecordsOfFullSize(Engine engine) throws Exception {
        Files.write(roots.get(engine).resolve("stored"), content);
        try (FaultProxy proxy = new FaultProxy(port(engine));
                FileTransferClient client = open(proxy.port(), alice)) {
            proxy.record(FaultProxy.Direction.TO_CLIENT);
            Client.get(client.get(GetRequest.of("stored"), directory.resolve("got")));
            assertFull(proxy.recorded(), "get");
        }
        try (FaultProxy proxy = new FaultProxy(port(engine));
                FileTransferClient client = open(proxy.port(), alice)) {
            proxy.record(FaultProxy.Direction.TO_SERVER);
            Client.get(client.put(PutRequest.of("put").streams(1), source));
            assertFull(proxy.recorded(), "put");
        }
    }

    private static void assertFull(byte[] wire, String what) {
        long full = 0;
        long records = 0;
        ByteBuffer bytes = ByteBuffer.wrap(wire);
        while (bytes.remaining() >= 5) {
            int type = bytes.get();
            bytes.getShort();
            int length = bytes.getShort() & 0xffff;
            if (length > bytes.remaining()) {
                break;
            }
            bytes.position(bytes.position() + length);
            if (type == APPLICATION_DATA) {
                records++;
                full += length > FULL_RECORD ? 1 : 0;
            }
        }
        assertTrue(full * FULL_RECORD > BULK * 0.95, what + ": " + full + " of " + records + " records are full");
    }
}
