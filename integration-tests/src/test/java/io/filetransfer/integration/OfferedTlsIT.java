package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server offers to whoever begins a handshake, as openssl sees it. */
@Timeout(120)
class OfferedTlsIT {
    @TempDir
    Path directory;

    private FileTransferServer server;

    /** How it ended, and what it said. */
    private record Told(int status, String text) {}

    @BeforeEach
    void serve() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
        Certificates.Pair pair = new Certificates(directory).good("server");
        server = FileTransferServer.start(ServerConfig.builder(Files.createDirectory(directory.resolve("root")))
                .port(0)
                .tls(ServerTls.required(pair.certificates(), pair.key()))
                .build());
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    /** @param input typed after the handshake; null: nothing, and an end */
    private Told openssl(String input, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/openssl", "s_client", "-connect", "127.0.0.1:" + server.port()));
        command.addAll(List.of(options));
        Path out = directory.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        if (input == null) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            if (input != null) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
                in.flush();
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "openssl hangs");
        } finally {
            process.destroyForcibly();
        }
        return new Told(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatIsNewIsOfferedAndNothingIsCompressed() throws Exception {
        Told newest = openssl(null);
        assertEquals(0, newest.status(), newest.text());
        assertTrue(newest.text().contains("TLSv1.3, Cipher is TLS_"), newest.text());
        Told floor = openssl(null, "-tls1_2", "-comp");
        assertEquals(0, floor.status(), floor.text());
        assertTrue(floor.text().contains("TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"), floor.text());
        for (Told told : List.of(newest, floor)) {
            assertTrue(told.text().contains("Compression: NONE"), told.text());
        }
    }

    @Test
    void oldProtocolsAndWeakCiphersAreRefused() throws Exception {
        for (String[] options : new String[][] {
            {"-tls1", "-cipher", "ALL:@SECLEVEL=0"},
            {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"},
            {"-tls1_2", "-cipher", "COMPLEMENTOFDEFAULT:NULL:aNULL:eNULL:kRSA:3DES:DES:RC4:MD5:@SECLEVEL=0"},
            {"-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"},
        }) {
            Told told = openssl(null, options);
            assertNotEquals(0, told.status(), told.text());
            assertTrue(told.text().contains("Cipher is (NONE)"), told.text());
            assertTrue(told.text().contains("alert"), told.text());
        }
    }

    /** A client could keep the server busy with one handshake after the other. */
    @Test
    void noHandshakeIsBegunAgain() throws Exception {
        Told told = openssl("R\n", "-tls1_2");
        assertTrue(told.text().contains("RENEGOTIATING"), told.text());
        assertTrue(told.text().contains("no renegotiation"), told.text());
    }
}
