package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.cli.CommandInProcess;
import io.filetransfer.client.cli.CommandInProcess.Ended;
import io.filetransfer.codec.Await;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.QuickUpkeep;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.program.LinkInProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links as people have them: made by the command, opened by HTTP, and there after the server was killed. */
@Timeout(120)
class LinksIT {
    @TempDir
    Path root;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private Map<String, String> alice;
    private FileTransferServer server;

    @BeforeEach
    void serve() throws Exception {
        UsersMade users = new UsersMade(directory.resolve("users.toml"));
        users.run("add", "alice", "--allow", "all,link", "--root", "/home/%u");
        users.run("add", "bob", "--allow", "all");
        alice = Map.of(
                "FTP_CLIENT_TOKEN",
                users.run("token", "alice"),
                "XDG_CONFIG_HOME",
                directory.resolve("config").toString(),
                "FTP_CLIENT_LINK_PASSWORD",
                "pass word");
        Files.createDirectories(root.resolve("home/alice/inbox"));
        Files.write(root.resolve("home/alice/report"), Trees.bytes(1, 300_000));
        server = QuickUpkeep.start(ServerConfig.builder(root)
                .port(0)
                .users(directory.resolve("users.toml"))
                .links(directory.resolve("links"))
                .build());
        port = server.port();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private String host() {
        return "127.0.0.1:" + port;
    }

    /** @return what it printed */
    private String client(int expected, Map<String, String> environment, String... words) {
        Ended ended = CommandInProcess.run(environment, words);
        assertEquals(expected, ended.exit(), ended.out() + ended.err());
        return (expected == 0 ? ended.out() : ended.err()).strip();
    }

    private HttpResponse<byte[]> send(String address, String method, byte[] body, String... fields) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).method(method, BodyPublishers.ofByteArray(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String address, String... fields) throws Exception {
        return send(address, "GET", new byte[0], fields);
    }

    private static String file(HttpResponse<byte[]> link) {
        assertEquals(302, link.statusCode());
        return link.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void aLinkIsMadeListedUsedAndRevoked() throws Exception {
        String address = client(0, alice, "link", "--uses", "2", "--expires", "1h", host() + "/report");
        assertTrue(address.startsWith("http://" + host() + "/.filetransfer/link/"), address);
        String file = "http://" + host() + file(get(address));
        byte[] content = Trees.bytes(1, 300_000);
        assertTrue(Arrays.equals(content, get(file).body()));

        String listed = client(0, alice, "link", "--list", host());
        assertTrue(listed.contains("  file  expires ") && listed.contains("  used 1 of 2  /report"), listed);
        assertFalse(listed.contains(secret(address)), listed);
        String id = listed.substring(0, listed.indexOf(' '));

        HttpResponse<byte[]> range = get(file, "Range", "bytes=1000-1999");
        assertEquals(206, range.statusCode());
        assertTrue(Arrays.equals(Arrays.copyOfRange(content, 1000, 2000), range.body()));
        assertEquals(404, get(file).statusCode());

        client(0, alice, "link", "--revoke", id, host());
        assertEquals("", client(0, alice, "link", "--list", host()));
        client(3, alice, "link", "--revoke", id, host());
    }

    private static String secret(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void aPasswordAndADropBox() throws Exception {
        String address = client(0, alice, "link", "--upload", "--password", host() + "/inbox");
        assertEquals(401, send(address + "/new", "PUT", new byte[3]).statusCode());
        String basic = basic("pass word");
        assertEquals(401, put(address, basic("password")));
        assertEquals(201, put(address, basic));
        assertEquals(404, get(address + "/", "Authorization", basic).statusCode());
        try (Stream<Path> files = Files.list(root.resolve("home/alice/inbox"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            assertEquals(3, Files.size(all.get(0)));
        }
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("x:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private int put(String address, String basic) throws Exception {
        return send(address + "/new", "PUT", new byte[3], "Authorization", basic)
                .statusCode();
    }

    @Test
    void whoMayNotMakesNone() throws Exception {
        UsersMade users = new UsersMade(directory.resolve("users.toml"));
        Map<String, String> bob = Map.of(
                "FTP_CLIENT_USER",
                "bob",
                "FTP_CLIENT_PASSWORD",
                UsersMade.PASSWORD,
                "XDG_CONFIG_HOME",
                directory.resolve("config").toString());
        String told = client(4, bob, "link", host() + "/home");
        assertTrue(told.contains("permission link"), told);
        client(2, bob, "link", "--uses", "0", host() + "/home");
        client(2, bob, "link", "--list", "--uses", "1", host());
        assertTrue(users.run("list").contains("bob"));
    }

    @Test
    void theyAreThereAfterTheServerWasKilledAndTheAuditHasNoSecret() throws Exception {
        server.close();
        String[] settings = {
            "--users", directory.resolve("users.toml").toString(),
            "--links", directory.resolve("links").toString(),
            "--audit-log", directory.resolve("audit").toString()
        };
        try (ServerProcess first = ServerProcess.start(root, settings)) {
            port = first.port();
            List<String> secrets = useSome();
            first.kill();
            try (ServerProcess second = ServerProcess.start(root, settings)) {
                port = second.port();
                find(secrets);
                String log = Files.readString(directory.resolve("audit")) + first.log() + second.log();
                for (String secret : secrets) {
                    assertFalse(log.contains(secret), secret);
                }
            }
        }
        String audit = Files.readString(directory.resolve("audit"));
        for (String event : List.of("link-made", "link-used", "link-revoked")) {
            assertTrue(audit.contains("\"event\":\"" + event + "\",\"user\":\"alice\""), audit);
        }
        assertTrue(audit.contains("\"means\":\"LINK\""), audit);
    }

    /** @return the secrets of one that is open, one that is revoked, and one that is used up */
    private List<String> useSome() throws Exception {
        String address = client(0, alice, "link", "--uses", "1", host() + "/report");
        String revoked = client(0, alice, "--json", "link", host() + "/report");
        String used = client(0, alice, "link", "--uses", "1", host() + "/report");
        client(0, alice, "link", "--revoke", revoked.replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1"), host());
        String path = file(get(used));
        assertEquals(200, get("http://" + host() + path).statusCode());
        return List.of(secret(address), revoked.replaceAll(".*link/([^\"]+)\".*", "$1"), secret(used));
    }

    private void find(List<String> secrets) throws Exception {
        String to = "http://" + host() + "/.filetransfer/link/";
        assertEquals(404, get(to + secrets.get(1)).statusCode());
        assertEquals(404, get(to + secrets.get(2) + "/report").statusCode());
        String file = file(get(to + secrets.get(0)));
        assertEquals(200, get("http://" + host() + file).statusCode());
        assertEquals(404, get("http://" + host() + file).statusCode());
    }

    @Test
    void anOperatorMakesListsAndRevokes() throws Exception {
        String made = operator("add", "alice", "--path", "report", "--expires", "1h");
        String address = "http://" + host() + made;
        Await.until("it is taken up", () -> status(address) == 302);
        String listed = operator("list", "--json");
        assertTrue(listed.contains("\"user\":\"alice\",\"kind\":\"file\",\"path\":\"/report\""), listed);
        operator("revoke", listed.replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1"));
        Await.until("it is taken up", () -> status(address) == 404);
        String audit = Files.readString(directory.resolve("audit"));
        assertTrue(audit.contains("\"command\":\"link add\""), audit);
        assertFalse(audit.contains(secret(made)), audit);
    }

    private int status(String address) {
        try {
            return get(address).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String operator(String... words) throws Exception {
        Path config = directory.resolve("ftp-server.toml");
        Files.writeString(
                config, "root = \"" + root + "\"\nusers = \"users.toml\"\nlinks = \"links\"\naudit-log = \"audit\"\n");
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        Ended ended = LinkInProcess.run(all);
        assertEquals(0, ended.exit(), ended.err());
        return ended.out().strip();
    }
}
