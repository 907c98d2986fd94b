package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.LiveUsers;
import io.filetransfer.server.user.UserProgram;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that come through a proxy: whose they are to log and limits, and whether they may have passwords. */
@Timeout(60)
class HttpForwardedTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress("192.0.2.80", 1234);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("192.0.2.7", 1234);
    private static final String ALICE = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Authenticator authenticator;
    private Talk talk;

    @BeforeEach
    void server() throws Exception {
        Path users = directory.resolve("users.toml");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        UserProgram.run(
                List.of("add", "alice", "--allow", "all", "--users", users.toString()),
                Map.of("FTP_SERVER_PASSWORD", "secret"),
                InputStream.nullInputStream(),
                nowhere,
                System.err,
                question -> null);
        authenticator = new Authenticator(LiveUsers.read(users), timer);
        talk = new Talk(
                ServerConfig.builder(Path.of("/"))
                        .users(users)
                        .forwarding(new Forwarding(List.of(AddressRange.parse("192.0.2.80")), false))
                        .build(),
                new MemoryBudget(1 << 30),
                new Security(null, null, authenticator));
        talk.storage.put("a", "hello");
    }

    @AfterEach
    void close() {
        talk.close();
        authenticator.close();
        timer.shutdownNow();
    }

    private static String ask(Talk talk, String line, String... fields) {
        talk.sendText(line + " HTTP/1.1\r\nHost: files\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
        StringBuilder answer = new StringBuilder();
        Await.until("an answer", () -> answer.append(talk.work().text()).length() > 0);
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    private RequestEnd last() {
        return talk.seen.ends.get(talk.seen.ends.size() - 1);
    }

    @Test
    void eachRequestIsItsOwnClients() throws Exception {
        try (Talk proxy = talk.beside(PROXY)) {
            String encrypted = "X-Forwarded-Proto: https";
            assertEquals("200", ask(proxy, "GET /a", ALICE, encrypted, "X-Forwarded-For: 127.0.0.1, 198.51.100.1"));
            assertEquals("198.51.100.1", last().peer().address());
            assertEquals("200", ask(proxy, "GET /a", ALICE, encrypted, "X-Forwarded-For: 2001:db8::2"));
            assertEquals("[2001:db8:0:0:0:0:0:2]", last().peer().address());
            assertEquals("401", ask(proxy, "GET /a", encrypted));
            assertEquals("192.0.2.80:1234", last().peer().address());
        }
    }

    @Test
    void passwordsAreTakenFromWhoIsEncryptedUpToTheProxy() throws Exception {
        try (Talk proxy = talk.beside(PROXY)) {
            assertEquals("403", ask(proxy, "GET /a", ALICE, "X-Forwarded-For: 198.51.100.1"));
            assertEquals("403", ask(proxy, "GET /a", ALICE, "X-Forwarded-Proto: https, http"));
            assertEquals("403", ask(proxy, "GET /a", "X-Forwarded-Proto: http"));
            assertEquals("401", ask(proxy, "GET /a", "X-Forwarded-Proto: https"));
            assertEquals("200", ask(proxy, "GET /a", ALICE, "X-Forwarded-Proto: https"));
            assertEquals("403", ask(proxy, "GET /a", ALICE));
        }
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        String[] claims = {
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: files",
            "Forwarded: for=127.0.0.1;proto=https"
        };
        try (Talk stranger = talk.beside(STRANGER)) {
            assertEquals("403", ask(stranger, "GET /a", claims));
            assertEquals("192.0.2.7:1234", last().peer().address());
            String[] withPassword = {ALICE, claims[0], claims[1]};
            assertEquals("403", ask(stranger, "GET /a", withPassword));
        }
        assertEquals("200", ask(talk, "GET /a", ALICE, claims[0]));
        assertFalse(last().peer().address().equals("127.0.0.1"));
    }

    @Test
    void aPageOfTheProxysHostIsOfThisSite() throws Exception {
        try (Talk proxy = talk.beside(PROXY)) {
            String[] fields = {ALICE, "X-Forwarded-Proto: https", "Origin: https://public"};
            assertEquals("403", ask(proxy, "DELETE /a", fields));
            assertTrue(talk.storage.names().contains("a"));
            String[] named = {fields[0], fields[1], fields[2], "X-Forwarded-Host: public"};
            assertEquals("204", ask(proxy, "DELETE /a", named));
        }
    }
}
