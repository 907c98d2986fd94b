package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs on encrypted connections: which servers the command line trusts, whom it asks, and what it stores. */
@Timeout(240)
class TrustIT {
    private static final List<String> ON_A_TERMINAL = List.of("-Dftp.tty.in=true", "-Dftp.tty.err=true");
    private static final String QUESTION = "Trust it from now on? (yes/no)";

    @TempDir
    Path root;

    @TempDir
    Path local;

    private Certificates certificates;
    private Certificates.Pair pair;
    private Path stored;
    private ServerProcess server;
    private String host;

    @BeforeEach
    void files() throws Exception {
        certificates = new Certificates(Files.createDirectory(local.resolve("pem")));
        pair = certificates.good("server");
        stored = local.resolve("config/file-transfer/known-servers");
        Files.writeString(local.resolve("f"), "content");
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--tls-certificate", pair.certificates().toString()));
        all.addAll(List.of("--tls-key", pair.key().toString()));
        server = ServerProcess.start(root, all.toArray(String[]::new));
        host = "127.0.0.1:" + server.port();
    }

    private Launched client(String... words) throws Exception {
        return run(List.of(), Path.of("/dev/null"), words);
    }

    private Launched answering(String answer, String... words) throws Exception {
        return run(ON_A_TERMINAL, Files.writeString(local.resolve("answer"), answer), words);
    }

    private Launched run(List<String> jvm, Path input, String... words) throws Exception {
        List<String> java = Launched.java(jvm, "io.filetransfer.client.cli.Main", words);
        Launched client = Launched.start(
                java,
                local,
                input,
                Map.of("XDG_CONFIG_HOME", local.resolve("config").toString()));
        client.exit();
        return client;
    }

    private void ends(int code, Launched client) throws Exception {
        try (client) {
            assertEquals(code, client.exit(), client.out() + client.err());
        }
    }

    private void store(String line) throws IOException {
        Files.createDirectories(stored.getParent());
        Files.writeString(stored, line + "\n");
    }

    @Test
    void anUnknownServerIsNotTrustedWithoutATerminal() throws Exception {
        serve("--tls", "required");
        for (List<String> words : List.of(
                List.of("put", "f", "fts://" + host + "/f"),
                List.of("put", "--tls", "f", host + "/f"),
                List.of("sync", "--tls", "./pem", host + "/"))) {
            try (Launched put = client(words.toArray(String[]::new))) {
                assertEquals(10, put.exit(), put.err());
                assertTrue(put.err().contains("ftp-client trust " + host + " " + pair.fingerprint()), put.err());
                assertTrue(put.err().endsWith("(UNTRUSTED)\n"), put.err());
                assertFalse(put.err().contains("yes/no"), put.err());
            }
        }
        assertFalse(Files.exists(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aYesIsStoredAndFromThenOnTheServerIsKnown() throws Exception {
        serve("--tls", "required");
        try (Launched put = answering("yes\n", "put", "f", "f", "fts://" + host + "/d/", "-p")) {
            assertEquals(2, put.exit(), put.err()); // a wrong line asks nothing
            assertFalse(put.err().contains("yes/no"), put.err());
        }
        try (Launched put = answering("yes\n", "put", "f", "fts://" + host + "/f")) {
            assertEquals(0, put.exit(), put.err());
            assertTrue(put.err().contains(QUESTION) && put.err().contains(pair.fingerprint()), put.err());
        }
        assertEquals(host + " " + pair.fingerprint() + "\n", Files.readString(stored));
        try (Launched cat = client("cat", host + "/f")) { // the server takes nothing that is plain
            assertEquals(0, cat.exit(), cat.err());
            assertEquals("content", cat.out());
            assertEquals("", cat.err());
        }
        try (Launched get = client("get", "--legacy", host + "/f", "g")) {
            assertEquals(10, get.exit(), get.err());
            assertTrue(get.err().contains("--legacy is not encrypted"), get.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "y\n", "", "\n"})
    void everythingElseIsANo(String answer) throws Exception {
        serve("--tls", "required");
        try (Launched put = answering(answer, "put", "-r", "pem", "f", "fts://" + host + "/")) {
            assertEquals(10, put.exit(), put.err());
            assertEquals(put.err().indexOf(QUESTION), put.err().lastIndexOf(QUESTION), put.err());
        }
        assertFalse(Files.exists(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void theFingerprintThatIsGivenHasToBeTheServersOwn() throws Exception {
        serve("--tls", "required");
        String other = certificates.selfSigned("other").fingerprint();
        try (Launched trust = client("trust", host, other)) {
            assertEquals(10, trust.exit(), trust.err());
            assertTrue(trust.err().contains("another key: " + pair.fingerprint()), trust.err());
        }
        assertFalse(Files.exists(stored));
        ends(2, client("trust", host));
        ends(0, client("trust", host, pair.fingerprint()));
        try (Launched list = client("trust", "--list", "--json")) {
            assertEquals(
                    "{\"command\":\"trust\",\"name\":\"" + host + "\",\"ok\":true,\"fingerprint\":\""
                            + pair.fingerprint() + "\"}\n",
                    list.out());
        }
        ends(0, client("ls", host));
        ends(0, client("trust", host)); // known, and still that one
        ends(0, client("trust", "--remove", host));
        ends(2, client("trust", "--remove", host));
        assertEquals("", Files.readString(stored));
        ends(4, client("ls", host));
    }

    @Test
    void trustAsksOnATerminal() throws Exception {
        serve();
        ends(10, answering("no\n", "trust", host));
        assertFalse(Files.exists(stored));
        ends(0, answering("yes\n", "trust", host));
        assertEquals(host + " " + pair.fingerprint() + "\n", Files.readString(stored));
    }

    @Test
    void aServerWithAnotherKeyGetsNothing() throws Exception {
        serve("--tls", "offered");
        String other = certificates.selfSigned("other").fingerprint();
        store(host + " " + other);
        for (Launched put : List.of(
                client("put", "f", host + "/f"),
                answering("yes\n", "put", "f", "ft://" + host + "/f"),
                answering("yes\n", "trust", host))) {
            try (put) {
                assertEquals(10, put.exit(), put.err());
                assertTrue(put.err().contains(other) && put.err().contains(pair.fingerprint()), put.err());
                assertTrue(put.err().contains("ftp-client trust --remove " + host), put.err());
                assertTrue(put.err().contains("listening in"), put.err());
            }
        }
        assertEquals(host + " " + other + "\n", Files.readString(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void anAuthorityVouches() throws Exception {
        serve("--tls", "required");
        String authority = certificates.authority().toString();
        String wrong = certificates.selfSigned("other").certificates().toString();
        ends(0, client("put", "--ca", authority, "f", host + "/f"));
        ends(10, client("put", "--ca", wrong, "f", "fts://" + host + "/g"));
        ends(0, client("put", "--fingerprint=" + pair.fingerprint(), "f", host + "/h"));
        ends(7, client("put", "--ca", "missing.pem", "f", host + "/i"));
        try (Launched put = answering("yes\n", "put", "--ca", wrong, "f", host + "/j")) {
            assertEquals(10, put.exit(), put.err());
            assertFalse(put.err().contains(QUESTION), put.err());
        }
        assertFalse(Files.exists(stored));
        assertEquals(List.of("f", "h"), Trees.visible(root));
    }

    @Test
    void aPlainClientIsToldTheWayOut() throws Exception {
        serve("--tls", "required");
        for (String name : List.of(host + "/f", "ft://" + host + "/f")) {
            try (Launched put = client("put", "f", name)) {
                assertEquals(4, put.exit(), put.err());
                assertTrue(put.err().endsWith("; use --tls or fts:// (TLS_REQUIRED)\n"), put.err());
            }
        }
    }

    @Test
    void aServerThatDoesNotEncryptGetsNothing() throws Exception {
        server = ServerProcess.start(root);
        host = "127.0.0.1:" + server.port();
        ends(10, client("put", "f", "fts://" + host + "/f"));
        ends(10, answering("yes\n", "put", "f", "fts://" + host + "/f"));
        store(host + " " + pair.fingerprint());
        ends(10, client("put", "f", host + "/f"));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aLineThatCannotBeReadIsAFailureAndNothingIsSent() throws Exception {
        serve("--tls", "offered");
        store("# mine\n" + host + " " + pair.fingerprint() + " x");
        try (Launched put = client("put", "f", host + "/f")) {
            assertEquals(7, put.exit(), put.err());
            assertTrue(put.err().contains(stored + ":2: the line is not HOST:PORT SHA256:"), put.err());
        }
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aClientHasACertificateOfItsOwn() throws Exception {
        serve("--tls", "required", "--tls-client-ca", certificates.authority().toString());
        Certificates.Pair own = certificates.good("client");
        String authority = certificates.authority().toString();
        ends(0, client(ownWords(own, "put", "--ca", authority, "f", host + "/f")));
        Certificates.Pair halved = new Certificates.Pair(own.certificates(), local.resolve("missing"), null);
        ends(7, client(ownWords(halved, "put", "--ca", authority, "f", host + "/g")));
        assertEquals(List.of("f"), Trees.visible(root));
    }

    private static String[] ownWords(Certificates.Pair own, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--certificate", own.certificates().toString()));
        all.addAll(List.of("--key", own.key().toString()));
        return all.toArray(String[]::new);
    }

    /** The launcher, and a real one. */
    @Test
    void onATerminal() throws Exception {
        serve("--tls", "required");
        for (String answer : List.of("no", "yes")) {
            List<String> command = Launched.python("terminal.py", QUESTION, answer, Programs.launcher("ftp-client"));
            command.addAll(List.of("put", "f", "fts://" + host + "/f"));
            Map<String, String> environment = Map.of(
                    "XDG_CONFIG_HOME",
                    local.resolve("config").toString(),
                    "JAVA_HOME",
                    System.getProperty("java.home"),
                    "FTP_CLIENT_CDS",
                    "off");
            try (Launched put = Launched.start(command, local, Path.of("/dev/null"), environment)) {
                assertEquals(answer.equals("yes") ? 0 : 10, put.exit(), put.out());
                assertTrue(put.out().contains(QUESTION), put.out());
                assertEquals(answer.equals("yes"), Files.exists(stored));
            }
        }
        assertEquals("content", Files.readString(root.resolve("f")));
    }
}
