package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.storage.InMemoryStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks of WebDAV over the server's whole pipeline: what litmus asks for in its group locks, and what it does not. */
class WebDavLocksTalkTest extends HttpTalkTestBase {
    private static final String EXCLUSIVE =
            "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/>"
                    + "</locktype><owner><href xmlns='DAV:'>me &amp; you</href></owner></lockinfo>";

    WebDavLocksTalkTest() throws Exception {
        super(new InMemoryStorage());
    }

    @BeforeEach
    void tree() {
        assertEquals("201 Created", status(ask("MKCOL /d HTTP/1.1")));
        assertEquals("201 Created", put("/d/f"));
        assertEquals("201 Created", put("/h"));
    }

    private String put(String path, String... fields) {
        String[] all = new String[fields.length + 1];
        all[0] = "PUT " + path + " HTTP/1.1";
        System.arraycopy(fields, 0, all, 1, fields.length);
        return status(send("new", all));
    }

    /** @return the token, in its brackets */
    private String lock(String path, String depth) {
        String answer = send(EXCLUSIVE, "LOCK " + path + " HTTP/1.1", "Depth: " + depth, "Timeout: Second-60");
        assertTrue(answer.startsWith("HTTP/1.1 20"), answer);
        return field(answer, "Lock-Token");
    }

    @Test
    void aLockIsToldAndGivenUp() {
        String answer = send(EXCLUSIVE, "LOCK /d/ HTTP/1.1", "Timeout: Infinite, Second-60");
        assertEquals("200 OK", status(answer));
        String token = field(answer, "Lock-Token");
        assertTrue(body(answer).contains("<D:timeout>Second-3600</D:timeout>"), answer);
        String found =
                send("<propfind xmlns='DAV:'><prop><lockdiscovery/></prop></propfind>", "PROPFIND /d/f HTTP/1.1");
        assertTrue(found.contains("<D:depth>infinity</D:depth>"), found);
        assertTrue(found.contains("me &amp; you</href></owner>"), found);
        assertTrue(found.contains("<D:lockroot><D:href>/d</D:href></D:lockroot>"), found);
        assertTrue(found.contains(token.substring(1, token.length() - 1)), found);
        assertEquals("423 Locked", put("/d/f"));
        assertEquals("409 Conflict", status(ask("UNLOCK /h HTTP/1.1", "Lock-Token: " + token)));
        assertEquals("204 No Content", status(ask("UNLOCK /d/f HTTP/1.1", "Lock-Token: " + token)));
        assertEquals("204 No Content", put("/d/f"));
    }

    @Test
    void theRefusalSaysWhy() {
        lock("/d/f", "0");
        String answer = send("new", "PUT /d/f HTTP/1.1");
        assertTrue(
                body(answer).contains("<D:lock-token-submitted><D:href>/d/f</D:href></D:lock-token-submitted>"),
                answer);
        String other = send(EXCLUSIVE, "LOCK /d/f HTTP/1.1");
        assertEquals("423 Locked", status(other));
        assertTrue(body(other).contains("<D:no-conflicting-lock>"), other);
    }

    @Test
    void aNameThatNothingHasBecomesAnEmptyFile() {
        String token = lock("/d/new", "0");
        assertEquals("", body(ask("GET /d/new HTTP/1.1")));
        assertEquals("423 Locked", put("/d/new"));
        assertEquals("204 No Content", put("/d/new", "If: (" + token + ")"));
        assertEquals("409 Conflict", status(send(EXCLUSIVE, "LOCK /missing/new HTTP/1.1")));
        assertEquals("409 Conflict", status(send(EXCLUSIVE, "LOCK /missing/new HTTP/1.1"))); // no lock stays of it
    }

    @Test
    void aLockIsRefreshed() {
        String token = lock("/d/f", "0");
        String longer = ask("LOCK /d/f HTTP/1.1", "If: (" + token + ")", "Timeout: Second-1000");
        assertEquals("200 OK", status(longer));
        assertTrue(longer.contains("Second-1000"), longer);
        assertEquals("412 Precondition Failed", status(ask("LOCK /h HTTP/1.1", "If: (" + token + ")")));
        assertEquals("400 Bad Request", status(ask("LOCK /d/f HTTP/1.1")));
    }

    @Test
    void conditionsAreLookedAtWhole() {
        String token = lock("/d/f", "0");
        String tag = field(ask("HEAD /d/f HTTP/1.1"), "ETag");
        assertEquals("412 Precondition Failed", put("/d/f", "If: (" + token + " [\"00\"])"));
        assertEquals("204 No Content", put("/d/f", "If: (" + token + " [" + tag + "])"));
        assertEquals("412 Precondition Failed", put("/d/f", "If: (" + token + " [" + tag + "])"));
        assertEquals("204 No Content", put("/d/f", "If: (" + token + " [\"00\"]) (" + token + " Not [\"00\"])"));
        assertEquals("412 Precondition Failed", put("/d/f", "If: (Not " + token + ")"));
        assertEquals("204 No Content", put("/d/f", "If: </d/f> (" + token + ") </h> (<urn:x>)"));
        assertEquals("204 No Content", put("/d/f", "If: <http://files/d/f> (" + token + ")"));
        assertEquals("423 Locked", put("/d/f", "If: (<urn:x>) (Not <DAV:no-lock>)"));
        assertEquals("412 Precondition Failed", put("/h", "If: (<urn:x>)"));
        assertEquals("412 Precondition Failed", status(ask("GET /h HTTP/1.1", "If: (<urn:x>)")));
        assertEquals("200 OK", status(ask("GET /h HTTP/1.1", "If: (Not <urn:x>)")));
        String noted = "If: </d/f> (" + token + ")";
        assertEquals("204 No Content", status(ask("DELETE /d/f HTTP/1.1", noted)));
        assertEquals("201 Created", put("/d/f")); // with the file its lock went
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "()",
                "(",
                "(<urn:x>",
                "(<urn:x)",
                "([\"a\"",
                "(Not)",
                "</d/f>",
                "</d/f> </h> (<urn:x>)",
                "(<urn:x>) </h> (<urn:x>)",
                "(<urn:x> x)",
                "(<>)",
                "([x])"
            })
    void aConditionThatIsNoneChangesNothing(String field) {
        assertEquals("400 Bad Request", put("/h", "If: " + field));
        assertEquals("204 No Content", put("/h"));
    }

    @Test
    void conditionsAreBounded() {
        assertEquals("400 Bad Request", put("/h", "If: " + "(<urn:x>)".repeat(33)));
        assertEquals("400 Bad Request", put("/h", "If: (" + "<urn:x>".repeat(65) + ")"));
        assertEquals("400 Bad Request", put("/h", "If: (<urn:" + "x".repeat(252) + ">)"));
        assertEquals("204 No Content", put("/h", "If: " + "(<urn:x>)".repeat(31) + "(Not <urn:x>)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<x/>",
                "<lockinfo xmlns='DAV:'/>",
                "<lockinfo xmlns='DAV:'><lockscope/><locktype><write/></locktype></lockinfo>",
                "<lockinfo xmlns='DAV:'><lockscope><exclusive/><shared/></lockscope><locktype><write/></locktype></lockinfo>",
                "<lockinfo xmlns='DAV:'><lockscope><shared/></lockscope><locktype/></lockinfo>"
            })
    void whatAsksForNoLockIsRefused(String document) {
        assertEquals("400 Bad Request", status(send(document, "LOCK /h HTTP/1.1")));
        assertEquals("204 No Content", put("/h"));
    }

    @Test
    void aLongOwnerIsRefused() {
        String long1 = EXCLUSIVE.replace("me &amp; you", "x".repeat(600));
        assertEquals("400 Bad Request", status(send(long1, "LOCK /h HTTP/1.1")));
    }

    /** The answer to a move of what is locked by another tells nothing of where the lock is. */
    @Test
    void aTreeWithALockStays() {
        String token = lock("/d/f", "0");
        String moved = ask("MOVE /d HTTP/1.1", "Destination: /e");
        assertEquals("423 Locked", status(moved));
        assertFalse(moved.contains("/d/f"), moved);
        assertEquals("423 Locked", status(ask("COPY /h HTTP/1.1", "Destination: /d/f")));
        assertEquals("201 Created", status(ask("COPY /d/f HTTP/1.1", "Destination: /g")));
        assertEquals("201 Created", status(ask("MOVE /d HTTP/1.1", "Destination: /e", "If: </d/f> (" + token + ")")));
        assertEquals("204 No Content", put("/e/f"));
    }
}
