package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.LinkKind;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.link.LinkWish;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.storage.SafePath;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link opens over HTTP, and when it opens nothing. */
@Timeout(60)
class HttpLinksTest {
    /** Of the password "secret", cheap to compare. */
    private static final String HASH = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$";

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Path root;
    private Path users;
    private LiveUsers accounts;
    private Links links;
    private Authenticator authenticator;
    private Talk talk;

    @BeforeEach
    void server() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("home/alice/folder/sub"));
        Files.writeString(root.resolve("home/alice/file.txt"), "0123456789");
        Files.writeString(root.resolve("home/alice/other.txt"), "other");
        Files.writeString(root.resolve("home/alice/folder/in.txt"), "inside");
        Files.writeString(root.resolve("home/alice/folder/sub/deep.txt"), "deep");
        Files.writeString(root.resolve("above.txt"), "above");
        users = directory.resolve("users.toml");
        user("add", "alice", "--allow", "all,link", "--root", "/home/%u");
        accounts = LiveUsers.read(users);
        links = Links.open(directory.resolve("links"));
        authenticator = new Authenticator(accounts, links, timer);
        talk = new Talk(
                ServerConfig.builder().build(),
                new MemoryBudget(1 << 30),
                new Security(null, links, authenticator),
                LocalStorage.open(root, false));
    }

    private void user(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--users", users.toString()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Map<String, String> environment = Map.of("FTP_SERVER_PASSWORD", "secret");
        assertEquals(
                0, UserProgram.run(all, environment, InputStream.nullInputStream(), nowhere, System.err, no -> null));
    }

    /** Takes up what was changed about users. */
    private void changed(String... arguments) {
        user(arguments);
        accounts.again();
        talk.server.usersTaken();
        talk.settle();
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        talk.server
                .ledger()
                .view(io.filetransfer.server.user.Principal.EVERYBODY)
                .close();
        authenticator.close();
        timer.shutdownNow();
    }

    private Links.Made made(LinkKind kind, long uses, String password) throws Exception {
        String path = kind == LinkKind.FILE ? "file.txt" : "folder";
        return links.make(new LinkWish("alice", SafePath.parse(path), kind, Duration.ofDays(1), password, uses));
    }

    private Links.Made made(LinkKind kind) throws Exception {
        return made(kind, Long.MAX_VALUE, null);
    }

    private static String address(Links.Made made) {
        return "/.filetransfer/link/" + made.secret();
    }

    private String ask(Talk talk, String line, String... fields) {
        return send(talk, line, "", fields);
    }

    private String ask(String line, String... fields) {
        return ask(talk, line, fields);
    }

    private String send(Talk talk, String line, String body, String... fields) {
        StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\nHost: files\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        talk.sendText(request + "\r\n" + body);
        StringBuilder answer = new StringBuilder();
        Await.until("an answer", () -> answer.append(talk.work().text()).length() > 0);
        return answer.toString();
    }

    private static String status(String answer) {
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    private static String field(String answer, String name) {
        return HttpTalkTestBase.field(answer, name);
    }

    private static String body(String answer) {
        return HttpTalkTestBase.body(answer);
    }

    /** Where a link cannot do what is asked. */
    private static final String NO = "404 403 409 405";

    /** By kind and request, what the answer is while the link is open. */
    private static String expected(LinkKind kind, String request) {
        return switch (kind) {
            case FILE ->
                switch (request) {
                    case "GET " -> "302";
                    case "GET /file.txt", "HEAD /file.txt" -> "200";
                    default -> NO;
                };
            case FOLDER ->
                switch (request) {
                    case "GET " -> "302";
                    case "GET /", "HEAD /", "GET /in.txt", "HEAD /in.txt", "GET /sub/", "GET /sub/deep.txt" -> "200";
                    default -> NO;
                };
            case UPLOAD ->
                switch (request) {
                    case "GET " -> "200";
                    case "PUT /new.txt", "PUT /in.txt" -> "201";
                    default -> NO;
                };
        };
    }

    private static final List<String> REQUESTS = List.of(
            "GET ",
            "GET /",
            "HEAD /",
            "GET /file.txt",
            "HEAD /file.txt",
            "GET /other.txt",
            "GET /in.txt",
            "HEAD /in.txt",
            "GET /sub/",
            "GET /sub/deep.txt",
            "GET /missing",
            "PUT /new.txt",
            "PUT /in.txt",
            "PUT /sub/new.txt",
            "PUT /",
            "DELETE /in.txt",
            "DELETE /file.txt",
            "MKCOL /new/",
            "PROPFIND /",
            "MOVE /in.txt",
            "COPY /in.txt",
            "PATCH /in.txt",
            "POST /in.txt");

    @ParameterizedTest
    @EnumSource(LinkKind.class)
    void whatItOpens(LinkKind kind) throws Exception {
        String address = address(made(kind));
        for (String request : REQUESTS) {
            String line = request.substring(0, request.indexOf(' ') + 1)
                    + address
                    + request.substring(request.indexOf(' ') + 1);
            String answer = send(talk, line, request.startsWith("PUT") ? "new" : "");
            String cell = kind + ": " + request + ": " + answer;
            assertTrue(expected(kind, request).contains(status(answer)), cell);
            assertEquals(NO.contains(status(answer)), NO.equals(expected(kind, request)), cell);
            assertEquals("no-referrer", field(answer, "Referrer-Policy"), cell);
        }
        assertEquals("inside", Files.readString(root.resolve("home/alice/folder/in.txt")));
        assertFalse(Files.exists(root.resolve("home/alice/folder/new.txt")));
        assertFalse(Files.exists(root.resolve("home/alice/folder/new")));
        assertEquals("above", Files.readString(root.resolve("above.txt")));
    }

    private enum State {
        UNKNOWN,
        EXPIRED,
        REVOKED,
        USED_UP,
        OWNER_DISABLED,
        OWNER_REMOVED,
        MAY_MAKE_NO_LINKS,
        LOST_THE_RIGHT
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void whatHasEndedOpensNothingAndAllLooksTheSame(State state) throws Exception {
        for (LinkKind kind : LinkKind.values()) {
            Links.Made made = made(kind, 1, null);
            String address = address(made);
            String use = kind == LinkKind.UPLOAD
                    ? "PUT " + address + "/x"
                    : "GET " + address + (kind == LinkKind.FILE ? "/file.txt" : "/in.txt");
            if (state == State.USED_UP) {
                assertEquals(kind == LinkKind.UPLOAD ? "201" : "200", status(send(talk, use, body(kind))));
            }
            end(state, made);
            if (state == State.UNKNOWN) {
                address = address + "x";
            }
            String before = listing();
            for (String line : List.of(
                    "GET " + address,
                    "HEAD " + address,
                    "GET " + address + "/",
                    use.replace(address(made) + "/", address + "/"))) {
                String answer = send(talk, line, line.startsWith("PUT") ? body(kind) : "");
                String cell = state + " " + kind + " " + line + ": " + answer;
                assertEquals(line.startsWith("PUT") ? "409" : "404", status(answer), cell);
                assertTrue(line.startsWith("HEAD") || answer.contains("no such link, or it has ended"), cell);
            }
            assertEquals(before, listing());
            if (state == State.OWNER_DISABLED || state == State.LOST_THE_RIGHT || state == State.MAY_MAKE_NO_LINKS) {
                changed("enable", "alice");
                changed("set", "alice", "--allow", "all,link");
            } else if (state == State.OWNER_REMOVED) {
                changed("add", "alice", "--allow", "all,link", "--root", "/home/%u");
            }
        }
    }

    private static String body(LinkKind kind) {
        return kind == LinkKind.UPLOAD ? "new" : "";
    }

    private void end(State state, Links.Made made) throws Exception {
        switch (state) {
            case UNKNOWN, USED_UP -> {}
            case EXPIRED -> {
                Path file = directory.resolve("links").resolve(made.link().id() + ".link");
                String text = Files.readString(file).replaceFirst("expires = \\S+", "expires = 2020-01-01T00:00:00Z");
                Files.delete(file);
                links.refresh();
                Files.writeString(file, text);
                links.refresh();
            }
            case REVOKED -> assertTrue(links.revoke(made.link().id()));
            case OWNER_DISABLED -> changed("disable", "alice");
            case OWNER_REMOVED -> changed("remove", "alice");
            case MAY_MAKE_NO_LINKS -> changed("set", "alice", "--allow", "all");
            case LOST_THE_RIGHT -> changed("set", "alice", "--allow", "link,delete");
        }
    }

    private String listing() throws Exception {
        try (Stream<Path> all = Files.walk(root.resolve("home"))) {
            return all.sorted().toList().toString();
        }
    }

    @Test
    void aRangeIsOneUse() throws Exception {
        Links.Made made = made(LinkKind.FILE, 2, null);
        String address = address(made) + "/file.txt";
        assertEquals("200", status(ask("HEAD " + address)));
        assertEquals("123", body(ask("GET " + address, "Range: bytes=1-3")));
        String etag = field(ask("HEAD " + address), "ETag");
        assertEquals("304", status(ask("GET " + address, "If-None-Match: " + etag)));
        assertEquals(1, links.used(made.link()));
        assertEquals("0123456789", body(ask("GET " + address)));
        assertEquals("404", status(ask("GET " + address)));
    }

    @Test
    void anUploadThatIsCutOffIsGivenBack() throws Exception {
        Links.Made made = made(LinkKind.UPLOAD, 1, null);
        try (Talk other = talk.beside(new InetSocketAddress("127.0.0.1", 1))) {
            other.sendText("PUT " + address(made) + "/x HTTP/1.1\r\nHost: files\r\nContent-Length: 100\r\n\r\nhalf");
            Await.until("it counts", () -> {
                other.work();
                return links.used(made.link()) == 1;
            });
            assertTrue(ask("GET " + address(made)).contains("has ended"));
        }
        Await.until("it does not count", () -> {
            talk.work();
            return links.used(made.link()) == 0;
        });
        assertEquals("201", status(send(talk, "PUT " + address(made) + "/x", "whole")));
        assertEquals("409", status(send(talk, "PUT " + address(made) + "/x", "whole")));
    }

    @Test
    void nobodyLearnsWhichNamesAreTaken() throws Exception {
        String address = address(made(LinkKind.UPLOAD));
        for (String name : List.of("in.txt", "in.txt", "free.txt")) {
            String answer = send(talk, "PUT " + address + "/" + name, "sent", "If-None-Match: *");
            assertEquals("201", status(answer), answer);
            assertNull(field(answer, "Location"));
        }
        try (Stream<Path> all = Files.list(root.resolve("home/alice/folder"))) {
            List<String> names = all.map(path -> path.getFileName().toString())
                    .sorted()
                    .map(name -> name.replaceFirst("-[a-z0-9]{8}\\.txt", "-?.txt"))
                    .toList();
            assertEquals(List.of("free-?.txt", "in-?.txt", "in-?.txt", "in.txt", "sub"), names);
        }
    }

    private static String basic(String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(("anybody:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPasswordIsAskedForAndABrowserKeepsWhatStandsForIt() throws Exception {
        String[] hash = new String[1];
        authenticator.hash("secret", made -> hash[0] = made);
        Await.until("a hash", () -> hash[0] != null);
        Links.Made made = made(LinkKind.FILE, 3, hash[0]);
        String link = address(made);
        String file = link + "/file.txt";
        String asked = ask("GET " + file);
        assertEquals("401", status(asked));
        assertTrue(asked.contains("WWW-Authenticate: Basic"), asked);
        assertEquals("401", status(ask("GET " + file, basic("wrong"))));
        assertEquals("200", status(ask("GET " + file, basic("secret"))));
        String page = ask("GET " + file, "Accept: text/html");
        assertEquals("403", status(page));
        assertTrue(page.contains("<form method=\"post\" action=\"" + link + "\">"), page);
        String form = "Content-Type: application/x-www-form-urlencoded";
        String wrong = send(talk, "POST " + link, "password=wr%6fng", form, "Accept: text/html");
        assertEquals("403", status(wrong));
        assertTrue(wrong.contains("The password is wrong."), wrong);
        String right = send(talk, "POST " + link, "password=secret", form, "Accept: text/html");
        assertEquals("303", status(right), right);
        String cookie = field(right, "Set-Cookie");
        assertTrue(cookie.endsWith("; Path=" + link + "; Max-Age=3600; HttpOnly; Secure; SameSite=Lax"), cookie);
        String kept = "Cookie: a=b; " + cookie.substring(0, cookie.indexOf(';'));
        assertEquals("200", status(ask("GET " + file, kept)));
        assertEquals("200", status(ask("GET " + link, kept, "Accept: text/html")));
        String other = address(made(LinkKind.FILE, 3, HASH + "A".repeat(43)));
        assertEquals("401", status(ask("GET " + other + "/file.txt", kept)));
        assertEquals("401", status(ask("GET " + file, kept.replace("ftlink=1", "ftlink=2"))));
        assertEquals("403", status(send(talk, "POST " + link, "password=secret", form, "Origin: https://evil")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>&\"'.html", "a b.html", "%41.html"})
    void aPageShowsNamesAsTheyAre(String name) throws Exception {
        Files.writeString(root.resolve("home/alice").resolve(name), "<script>alert(1)</script>");
        Links.Made made = links.make(
                new LinkWish("alice", SafePath.parse(name), LinkKind.FILE, Duration.ofDays(1), null, Long.MAX_VALUE));
        String page = ask("GET " + address(made), "Accept: text/html");
        assertEquals("200", status(page));
        assertFalse(page.contains("<b>"), page);
        String to = page.substring(page.indexOf("button main\" href=\"") + 19);
        String href = to.substring(0, to.indexOf('"')).replace("&amp;", "&").replace("&#39;", "'");
        String file = ask("GET " + href);
        assertEquals("200", status(file), href);
        assertEquals("attachment", field(file, "Content-Disposition"));
    }

    @Test
    void itsSecretIsInNoLog() throws Exception {
        Links.Made made = made(LinkKind.FOLDER);
        ask("GET " + address(made) + "/in.txt");
        ask("GET " + address(made) + "/%zz");
        assertFalse(talk.seen.events.toString().contains(made.secret()), talk.seen.events.toString());
        assertFalse(talk.seen.ends.toString().contains(made.secret()), talk.seen.ends.toString());
        assertTrue(
                talk.seen.ends.get(0).user().equals("alice (link " + made.link().id() + ")"));
    }

    @Test
    void noLinkIsTakenInPlainFromElsewhere() throws Exception {
        Links.Made made = made(LinkKind.FILE);
        try (Talk elsewhere = talk.beside(new InetSocketAddress("192.0.2.7", 1234))) {
            String answer = ask(elsewhere, "GET " + address(made) + "/file.txt");
            assertEquals("403", status(answer));
            assertTrue(answer.contains("TLS_REQUIRED"), answer);
        }
    }

    @Test
    void whoIsInTheMiddleOfItIsCutOffWhenItIsRevoked() throws Exception {
        Links.Made made = made(LinkKind.UPLOAD);
        try (Talk other = talk.beside(new InetSocketAddress("127.0.0.1", 1))) {
            other.sendText("PUT " + address(made) + "/x HTTP/1.1\r\nHost: files\r\nContent-Length: 100\r\n\r\nhalf");
            other.work();
            links.revoke(made.link().id());
            talk.server.usersTaken();
            other.work();
            assertTrue(talk.seen.events.toString().contains("withdrawn"), talk.seen.events.toString());
        }
    }
}
