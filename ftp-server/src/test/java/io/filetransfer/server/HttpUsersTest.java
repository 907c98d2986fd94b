package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a request over HTTP is. */
@Timeout(60)
class HttpUsersTest extends HttpUsersTestBase {
    private static final String ALICE = "Authorization: Basic " + basic("alice:secret");

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
