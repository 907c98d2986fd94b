package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of browsers: a login by a form, the cookie, what it counts for, its end. */
@Timeout(60)
class HttpSessionTest extends HttpUsersTestBase {
    private static final String ENDPOINT = "/.filetransfer/session";
    private static final String MARK = "X-Requested-With: file-transfer-page";
    private static final String ORIGIN = "Origin: http://files";
    private static final String RIGHT = "user=alice&password=secret";

    private static String request(String line, String body, String... fields) {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        String length = body.isEmpty()
                ? ""
                : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n";
        return line + " HTTP/1.1\r\nHost: files\r\n" + lines + length + "\r\n" + body;
    }

    private static String ask(Talk talk, String line, String body, String... fields) {
        talk.sendText(request(line, body, fields));
        StringBuilder answer = new StringBuilder();
        Await.until("an answer", () -> answer.append(talk.work().text()).length() > 0);
        return answer.toString();
    }

    private String ask(String line, String... fields) {
        return ask(talk, line, "", fields);
    }

    private String login(String form, String... fields) {
        return ask(talk, "POST " + ENDPOINT, form, fields);
    }

    /** The field with which a browser sends back what it was told to keep. */
    private static String cookie(String answer) {
        String field = HttpTalkTestBase.field(answer, "Set-Cookie");
        return "Cookie: other=1; " + field.substring(0, field.indexOf(';'));
    }

    private static String status(String answer) {
        return HttpTalkTestBase.status(answer);
    }

    @Test
    void whoLogsInIsKnownByTheCookieUntilTheLogout() {
        String answer = login(RIGHT, MARK, ORIGIN);
        assertEquals("204 No Content", status(answer), answer);
        String field = HttpTalkTestBase.field(answer, "Set-Cookie");
        assertTrue(field.matches("ftp-session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict"), field);
        String cookie = cookie(answer);
        assertEquals("200 OK", status(ask("GET /a", cookie)));
        assertEquals("401 Unauthorized", status(ask("GET /a")));
        assertTrue(ask("GET " + ENDPOINT, cookie).contains("{\"users\":true,\"user\":\"alice\",\"session\":true}"));
        assertTrue(ask("GET " + ENDPOINT).contains("{\"users\":true,\"user\":null,\"session\":false}"));

        String out = ask("DELETE " + ENDPOINT, cookie, MARK, ORIGIN);
        assertEquals("204 No Content", status(out), out);
        assertTrue(out.contains("ftp-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"), out);
        assertEquals("401 Unauthorized", status(ask("GET /a", cookie)));
    }

    @Test
    void aWrongPasswordBeginsNothing() {
        String answer = login("user=alice&password=wrong", MARK, ORIGIN);
        assertEquals("401 Unauthorized", status(answer));
        assertNull(HttpTalkTestBase.field(answer, "Set-Cookie"));
        assertEquals("401 Unauthorized", status(login("user=nobody&password=secret", MARK, ORIGIN)));
        assertEquals("400 Bad Request", status(login("user=alice", MARK, ORIGIN)));
        assertEquals("400 Bad Request", status(login("user=alice&password=%zz", MARK, ORIGIN)));
        assertEquals("400 Bad Request", status(login("user=a%00b&password=secret", MARK, ORIGIN)));
        assertEquals("400 Bad Request", status(login(RIGHT + "&user=bob", MARK, ORIGIN)));
    }

    @Test
    void aPageOfAnotherSiteNeitherLogsInNorChangesAnything() {
        assertEquals("403 Forbidden", status(login(RIGHT, ORIGIN)));
        assertEquals("403 Forbidden", status(login(RIGHT, MARK, "Origin: https://evil.example")));
        String cookie = cookie(login(RIGHT, MARK, ORIGIN));
        assertEquals("403 Forbidden", status(ask("DELETE /a", cookie)));
        assertEquals("403 Forbidden", status(ask("DELETE /a", cookie, ORIGIN)));
        assertEquals("403 Forbidden", status(ask("DELETE /a", cookie, MARK)));
        assertEquals("403 Forbidden", status(ask("DELETE /a", cookie, MARK, "Origin: https://evil.example")));
        assertEquals("403 Forbidden", status(ask("DELETE " + ENDPOINT, cookie)));
        assertEquals("200 OK", status(ask("GET /a", cookie)));
        assertEquals("204 No Content", status(ask("DELETE /a", cookie, MARK, ORIGIN)));
    }

    @Test
    void wherePasswordsMayBeReadNoSessionBeginsOrCounts() throws Exception {
        String cookie = cookie(login(RIGHT, MARK, ORIGIN));
        try (Talk elsewhere = talk.beside(new InetSocketAddress("192.0.2.7", 1234))) {
            String answer = ask(elsewhere, "POST " + ENDPOINT, RIGHT, MARK, ORIGIN);
            assertEquals("403 Forbidden", status(answer));
            assertTrue(answer.contains("TLS_REQUIRED"), answer);
            assertEquals("403 Forbidden", status(ask(elsewhere, "GET /a", "", cookie)));
        }
    }

    @Test
    void aBrowserThatSpeaksTlsToAProxyOfThisMachineKeepsTheCookieForTls() {
        String field = HttpTalkTestBase.field(login(RIGHT, MARK, "Origin: https://files"), "Set-Cookie");
        assertTrue(
                field.matches("__Host-ftp-session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure"),
                field);
    }

    @Test
    void aBrowserGetsTheFormAndNoDialog() {
        String directory = ask("GET /", "Accept: text/html");
        assertEquals("401 Unauthorized", status(directory));
        assertTrue(directory.contains("id=\"login-form\""), directory);
        String file = ask("GET /a", "Accept: text/html");
        assertTrue(file.contains("id=\"login-form\""), file);
        String fetched = ask("GET /", "Accept: application/json", MARK);
        for (String answer : new String[] {directory, file, fetched}) {
            assertEquals("Session realm=\"files\"", HttpTalkTestBase.field(answer, "WWW-Authenticate"));
        }
        assertTrue(ask("GET /?plain", "Accept: text/html").contains("WWW-Authenticate: Basic"));
        assertFalse(ask("GET /a").contains("Session realm"));
    }

    @Test
    void aCookieOfNobodyIsAsNone() {
        for (String cookie :
                new String[] {"ftp-session=", "ftp-session=x", "ftp-session", "=", ";;", "a=ftp-session=x"}) {
            assertEquals("401 Unauthorized", status(ask("GET /a", "Cookie: " + cookie)), cookie);
        }
    }
}
