package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.GetRequest;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.AddressRange;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerLimits;
import io.filetransfer.server.ServerTls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind a load balancer that says for whom it connects. */
class ProxyProtocolIT {
    @TempDir
    Path directory;

    private Path root;
    private Certificates certificates;
    private FileTransferServer server;

    @BeforeEach
    void serve() throws Exception {
        root = Files.createDirectory(directory.resolve("root"));
        certificates = new Certificates(directory);
        Certificates.Pair pair = certificates.good("server");
        server = FileTransferServer.start(ServerConfig.builder(root)
                .port(0)
                .proxies(List.of(AddressRange.parse("127.0.0.1")))
                .insecure(true)
                .limits(ServerLimits.DEFAULTS.withConnectionsPerAddress(1))
                .tls(new ServerTls(pair.certificates(), pair.key(), null, false))
                .build());
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** TCP over IPv4, from 203.0.113.{@code last} to this machine, with an extension. */
    private static byte[] header(int last) {
        return ByteBuffer.allocate(33)
                .put("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {0x21, 0x11, 0, 17})
                .put(new byte[] {(byte) 203, 0, 113, (byte) last, 127, 0, 0, 1})
                .putShort((short) 40312)
                .putShort((short) 50000)
                .put(new byte[] {4, 0, 2, 0, 0})
                .array();
    }

    private NativeConnection from(int last) throws Exception {
        NativeConnection connection = new NativeConnection(server.port());
        connection.socket().getOutputStream().write(header(last));
        return connection;
    }

    @Test
    void aConnectionIsTheClients() throws Exception {
        try (NativeConnection first = from(1)) {
            first.request(Choice.MKDIR, "d")
                    .read(NativeConnection.REPLY); // before that it would give way to the next one
            try (NativeConnection same = from(1);
                    NativeConnection other = from(2)) {
                assertEquals(ErrorCode.BUSY, same.request(Choice.MKDIR, "e").readError());
                other.request(Choice.MKDIR, "f").read(NativeConnection.REPLY);
            }
        }
    }

    @Test
    void whoSaysNothingOfAClientIsClosed() throws Exception {
        try (NativeConnection without = new NativeConnection(server.port())) {
            assertTrue(without.request(Choice.MKDIR, "d").atEnd());
        }
        assertEquals(
                List.of(),
                Trees.names(root).stream().filter(name -> !name.startsWith(".")).toList());
    }

    @Test
    void encryptedInside() throws Exception {
        byte[] content = Trees.bytes(1, 3_000_000);
        Path source = Files.write(directory.resolve("source"), content);
        Path copy = directory.resolve("copy");
        try (FaultProxy balancer = new FaultProxy(server.port())) {
            balancer.begin(header(3));
            ClientConfig config = Client.config(balancer.port())
                    .maxConnections(1)
                    .tls(ClientTls.authorities(certificates.authority()))
                    .build();
            try (FileTransferClient client = FileTransferClient.open(config)) {
                Client.get(client.put(PutRequest.of("name"), source));
                Client.get(client.get(GetRequest.of("name"), copy));
            }
        }
        assertArrayEquals(content, Files.readAllBytes(copy));
    }
}
