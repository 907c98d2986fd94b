package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line on encrypted connections: which servers the command line trusts, whom it asks, and what it stores. */
@Timeout(240)
class TrustIT {
    private static final String QUESTION = "Trust it from now on? (yes/no)";

    @TempDir
    Path root;

    @TempDir
    Path local;

    private Certificates certificates;
    private Certificates.Pair pair;
    private Path stored;
    private FileTransferServer server;
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

    private void serve(boolean required) throws Exception {
        serveWith(new ServerTls(pair.certificates(), pair.key(), null, required));
    }

    private void serveWith(ServerTls tls) throws Exception {
        server = FileTransferServer.start(
                ServerConfig.builder(root).port(0).tls(tls).build());
        host = "127.0.0.1:" + server.port();
    }

    private Ended client(String... words) {
        return CommandInProcess.run(environment(), words);
    }

    private Ended answering(String answer, String... words) {
        return CommandInProcess.answering(answer, environment(), words);
    }

    private Map<String, String> environment() {
        return Map.of("XDG_CONFIG_HOME", local.resolve("config").toString());
    }

    private static void ends(int code, Ended client) {
        assertEquals(code, client.exit(), client.out() + client.err());
    }

    private void store(String line) throws IOException {
        Files.createDirectories(stored.getParent());
        Files.writeString(stored, line + "\n");
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-r--r--")); // whatever the umask is
    }

    @Test
    void anUnknownServerIsNotTrustedWithoutATerminal() throws Exception {
        serve(true);
        for (List<String> words : List.of(
                List.of("put", local + "/f", "fts://" + host + "/f"),
                List.of("put", "--tls", local + "/f", host + "/f"),
                List.of("sync", "--tls", local + "/pem", host + "/"))) {
            Ended put = client(words.toArray(String[]::new));
            assertEquals(10, put.exit(), put.err());
            assertTrue(put.err().contains("ftp-client trust " + host + " " + pair.fingerprint()), put.err());
            assertTrue(put.err().endsWith("(UNTRUSTED)\n"), put.err());
            assertFalse(put.err().contains("yes/no"), put.err());
        }
        assertFalse(Files.exists(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aYesIsStoredAndFromThenOnTheServerIsKnown() throws Exception {
        serve(true);
        Ended wrong = answering("yes\n", "put", local + "/f", local + "/f", "fts://" + host + "/d/", "-p");
        assertEquals(2, wrong.exit(), wrong.err()); // a wrong line asks nothing
        assertFalse(wrong.err().contains("yes/no"), wrong.err());
        Ended put = answering("yes\n", "put", local + "/f", "fts://" + host + "/f");
        assertEquals(0, put.exit(), put.err());
        assertTrue(put.err().contains(QUESTION) && put.err().contains(pair.fingerprint()), put.err());
        assertEquals(host + " " + pair.fingerprint() + "\n", Files.readString(stored));
        Ended cat = client("cat", host + "/f"); // the server takes nothing that is plain
        assertEquals(0, cat.exit(), cat.err());
        assertEquals("content", cat.out());
        assertEquals("", cat.err());
        Ended get = client("get", "--legacy", host + "/f", local + "/g");
        assertEquals(10, get.exit(), get.err());
        assertTrue(get.err().contains("--legacy is not encrypted"), get.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "y\n", "", "\n"})
    void everythingElseIsANo(String answer) throws Exception {
        serve(true);
        Ended put = answering(answer, "put", "-r", local + "/pem", local + "/f", "fts://" + host + "/");
        assertEquals(10, put.exit(), put.err());
        assertEquals(put.err().indexOf(QUESTION), put.err().lastIndexOf(QUESTION), put.err());
        assertFalse(Files.exists(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    /** As the password cannot be asked for here, asking for it first would end in another failure. */
    @Test
    void theServerIsTrustedBeforeAPasswordIsAskedFor() throws Exception {
        serve(true);
        Ended stat = answering("no\n", "stat", "--user", "anna", "fts://" + host + "/f");
        ends(10, stat);
        assertTrue(stat.err().contains(QUESTION), stat.err());
        ends(7, answering("yes\n", "stat", "--user", "anna", "fts://" + host + "/f"));
    }

    @Test
    void aCertificateThatTheServerDoesNotTakeIsToldAtOnce() throws Exception {
        serveWith(new ServerTls(pair.certificates(), pair.key(), certificates.authority(), true));
        Certificates.Pair stranger = new Certificates(Files.createDirectory(local.resolve("stranger"))).good("carol");
        Ended stat = client(
                "stat",
                "--fingerprint",
                pair.fingerprint(),
                "--certificate",
                stranger.certificates().toString(),
                "--key",
                stranger.key().toString(),
                host + "/");
        ends(10, stat);
        assertTrue(stat.err().contains("the server refused the encrypted connection ("), stat.err());
        assertTrue(stat.err().contains("perhaps it does not take the certificate of this client"), stat.err());
    }

    @Test
    void theFingerprintThatIsGivenHasToBeTheServersOwn() throws Exception {
        serve(true);
        String other = certificates.selfSigned("other").fingerprint();
        Ended trust = client("trust", host, other);
        assertEquals(10, trust.exit(), trust.err());
        assertTrue(trust.err().contains("another key: " + pair.fingerprint()), trust.err());
        assertFalse(Files.exists(stored));
        ends(2, client("trust", host));
        ends(0, client("trust", host, pair.fingerprint()));
        Ended list = client("trust", "--list", "--json");
        assertEquals(
                "{\"command\":\"trust\",\"name\":\"" + host + "\",\"ok\":true,\"fingerprint\":\"" + pair.fingerprint()
                        + "\"}\n",
                list.out());
        ends(0, client("ls", host));
        ends(0, client("trust", host)); // known, and still that one
        ends(0, client("trust", "--remove", host));
        ends(2, client("trust", "--remove", host));
        assertEquals("", Files.readString(stored));
        ends(4, client("ls", host));
    }

    @Test
    void trustAsksOnATerminal() throws Exception {
        serve(false);
        ends(10, answering("no\n", "trust", host));
        assertFalse(Files.exists(stored));
        ends(0, answering("yes\n", "trust", host));
        assertEquals(host + " " + pair.fingerprint() + "\n", Files.readString(stored));
    }

    @Test
    void aServerWithAnotherKeyGetsNothing() throws Exception {
        serve(false);
        String other = certificates.selfSigned("other").fingerprint();
        store(host + " " + other);
        for (Ended put : List.of(
                client("put", local + "/f", host + "/f"),
                answering("yes\n", "put", local + "/f", "ft://" + host + "/f"),
                answering("yes\n", "trust", host))) {
            assertEquals(10, put.exit(), put.err());
            assertTrue(put.err().contains(other) && put.err().contains(pair.fingerprint()), put.err());
            assertTrue(put.err().contains("ftp-client trust --remove " + host), put.err());
            assertTrue(put.err().contains("listening in"), put.err());
        }
        assertEquals(host + " " + other + "\n", Files.readString(stored));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void anAuthorityVouches() throws Exception {
        serve(true);
        String authority = certificates.authority().toString();
        String wrong = certificates.selfSigned("other").certificates().toString();
        ends(0, client("put", "--ca", authority, local + "/f", host + "/f"));
        ends(10, client("put", "--ca", wrong, local + "/f", "fts://" + host + "/g"));
        ends(0, client("put", "--fingerprint=" + pair.fingerprint(), local + "/f", host + "/h"));
        ends(7, client("put", "--ca", local + "/missing.pem", local + "/f", host + "/i"));
        Ended put = answering("yes\n", "put", "--ca", wrong, local + "/f", host + "/j");
        assertEquals(10, put.exit(), put.err());
        assertFalse(put.err().contains(QUESTION), put.err());
        assertFalse(Files.exists(stored));
        assertEquals(List.of("f", "h"), Trees.visible(root));
    }

    @Test
    void aPlainClientIsToldTheWayOut() throws Exception {
        serve(true);
        for (String name : List.of(host + "/f", "ft://" + host + "/f")) {
            Ended put = client("put", local + "/f", name);
            assertEquals(4, put.exit(), put.err());
            assertTrue(put.err().endsWith("; use --tls or fts:// (TLS_REQUIRED)\n"), put.err());
        }
    }

    @Test
    void aServerThatDoesNotEncryptGetsNothing() throws Exception {
        serveWith(null);
        ends(10, client("put", local + "/f", "fts://" + host + "/f"));
        ends(10, answering("yes\n", "put", local + "/f", "fts://" + host + "/f"));
        store(host + " " + pair.fingerprint());
        ends(10, client("put", local + "/f", host + "/f"));
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aLineThatCannotBeReadIsAFailureAndNothingIsSent() throws Exception {
        serve(false);
        store("# mine\n" + host + " " + pair.fingerprint() + " x");
        Ended put = client("put", local + "/f", host + "/f");
        assertEquals(7, put.exit(), put.err());
        assertTrue(put.err().contains(stored + ":2: the line is not HOST:PORT SHA256:"), put.err());
        assertEquals(List.of(), Trees.visible(root));
    }

    @Test
    void aClientHasACertificateOfItsOwn() throws Exception {
        serveWith(new ServerTls(pair.certificates(), pair.key(), certificates.authority(), true));
        Certificates.Pair own = certificates.good("client");
        String authority = certificates.authority().toString();
        ends(0, client(ownWords(own, "put", "--ca", authority, local + "/f", host + "/f")));
        Certificates.Pair halved = new Certificates.Pair(own.certificates(), local.resolve("missing"), null);
        ends(7, client(ownWords(halved, "put", "--ca", authority, local + "/f", host + "/g")));
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
        serve(true);
        List<String> command = Launched.python("terminal.py", QUESTION, "yes", Programs.launcher("ftp-client"));
        command.addAll(List.of("put", "f", "fts://" + host + "/f"));
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("FTP_CLIENT_CDS", "off");
        try (Launched put = Launched.start(command, local, Path.of("/dev/null"), environment)) {
            assertEquals(0, put.exit(), put.out());
            assertTrue(put.out().contains(QUESTION), put.out());
            assertTrue(Files.exists(stored));
        }
        assertEquals("content", Files.readString(root.resolve("f")));
    }
}
