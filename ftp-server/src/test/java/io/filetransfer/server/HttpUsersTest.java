package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import io.filetransfer.codec.body.MemoryBudget;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a request over HTTP is. */
@Timeout(60)
class HttpUsersTest {
    private static final String ALICE = "Authorization: Basic " + basic("alice:secret");

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
                ServerConfig.builder(Path.of("/")).build(),
                new MemoryBudget(1 << 30),
                new Security(null, authenticator));
        talk.storage.put("a", "hello");
    }

    @AfterEach
    void close() {
        talk.close();
        authenticator.close();
        timer.shutdownNow();
    }

    private static String basic(String userAndPassword) {
        return Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** The next answer, whose body says how long it is. */
    private static String ask(Talk talk, String... fields) {
        talk.sendText("GET /a HTTP/1.1\r\nHost: files\r\n" + String.join("\r\n", fields)
                + (fields.length == 0 ? "\r\n" : "\r\n\r\n"));
        StringBuilder answer = new StringBuilder();
        Await.until("an answer", () -> answer.append(talk.work().text()).length() > 0);
        return answer.toString();
    }

    private static String status(String answer) {
        return answer.substring("HTTP/1.1 ".length(), answer.indexOf('\r'));
    }

    @Test
    void eachRequestSaysWhoseItIs() {
        assertEquals("401 Unauthorized", status(ask(talk)));
        String answer = ask(talk, ALICE);
        assertEquals("200 OK", status(answer), answer);
        assertEquals("401 Unauthorized", status(ask(talk)));
        assertEquals("200 OK", status(ask(talk, ALICE)));
        assertEquals("401 Unauthorized", status(ask(talk, "Authorization: Basic " + basic("alice:wrong"))));
        assertEquals("401 Unauthorized", status(ask(talk, "Authorization: Bearer ftt_wrong")));
        assertEquals("200 OK", status(ask(talk, ALICE)));
    }

    @Test
    void whoWasFoundOnceIsNoStranger() {
        ask(talk, ALICE);
        assertEquals("401 Unauthorized", status(ask(talk)));
        talk.pass(40, TimeUnit.SECONDS).pass(1, TimeUnit.SECONDS);
        assertEquals("200 OK", status(ask(talk, ALICE)));
    }

    @Test
    void aStrangerHasToLogIn() {
        assertEquals("401 Unauthorized", status(ask(talk)));
        talk.pass(40, TimeUnit.SECONDS).pass(5, TimeUnit.SECONDS);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void whoIsNotKnownIsAsked() {
        String answer = ask(talk);
        assertTrue(answer.contains("\r\nWWW-Authenticate: Basic realm=\"files\", charset=\"UTF-8\"\r\n"), answer);
        assertTrue(answer.contains("\"code\":\"UNAUTHENTICATED\""), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic !!!", "Basic YQ==", "Basic Og==", "Digest a=b", "Bearer ", "Basic YQBiOmM="})
    void credentialsThatAreNone(String field) {
        assertEquals("400 Bad Request", status(ask(talk, "Authorization: " + field)));
    }

    @Test
    void nothingSecretIsTakenFromElsewhereInPlain() throws Exception {
        try (Talk elsewhere = talk.beside(new InetSocketAddress("192.0.2.7", 1234))) {
            String asked = ask(elsewhere);
            assertEquals("403 Forbidden", status(asked));
            assertTrue(asked.contains("\"TLS_REQUIRED\""), asked);
            assertEquals(-1, asked.indexOf("WWW-Authenticate"));
            assertEquals("403 Forbidden", status(ask(elsewhere, ALICE)));
        }
        assertNull(talk.channel.readOutbound());
    }
}
