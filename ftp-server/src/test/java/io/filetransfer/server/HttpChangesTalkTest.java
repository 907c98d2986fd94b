package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.DigestAlgorithm;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP that change something, over the server's whole pipeline. */
class HttpChangesTalkTest extends HttpTalkTestBase {
    HttpChangesTalkTest() throws Exception {}

    @Test
    void aNewFileAndOneThatIsReplaced() {
        String first = send("hello", "PUT /a HTTP/1.1");
        assertEquals("201 Created", status(first));
        assertEquals("0", field(first, "Content-Length"));
        assertEquals("hello", talk.storage.text("a"));
        String second = send("world", "PUT /a HTTP/1.1");
        assertEquals("204 No Content", status(second));
        assertNull(field(second, "Content-Length"));
        assertEquals("world", talk.storage.text("a"));
        assertEquals(field(second, "ETag"), field(ask("HEAD /a HTTP/1.1"), "ETag"));
    }

    @Test
    void anEmptyFile() {
        assertEquals("201 Created", status(ask("PUT /a HTTP/1.1")));
        assertEquals("", talk.storage.text("a"));
    }

    @Test
    void chunksAtEverySplit() {
        String request = "PUT /a HTTP/1.1\r\nHost: files\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";
        for (int split = 1; split < request.length(); split++) {
            talk.storage.put("a", "before");
            talk.sendText(request.substring(0, split)).work();
            assertEquals("before", talk.storage.text("a"));
            String answer = talk.sendText(request.substring(split)).work().text();
            assertEquals("204 No Content", status(answer));
            assertEquals("hello", talk.storage.text("a"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x\r\nhello", "-5\r\nhello", "5\nhello", "5\r\nhelloX", "ffffffffffffffff1\r\nhello", "\r\n"})
    void chunksThatAreNone(String chunks) {
        String answer = talk.sendText("PUT /a HTTP/1.1\r\nHost: files\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                        + "\r\n0\r\n\r\n")
                .work()
                .text();
        assertEquals("400 Bad Request", status(answer), answer);
        assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void aBodyThatIsCutOffIsNoFile() {
        talk.sendText("PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 10\r\n\r\nhello")
                .work();
        talk.halfClose().work();
        assertEquals("400 Bad Request", status(talk.text()));
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void aConnectionThatIsLostLeavesNothing() {
        talk.sendText("PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 10\r\n\r\nhello")
                .work();
        talk.disconnect().work();
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void aBodyThatHardlyComesIsGivenUp() {
        talk.sendText("PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 100000\r\n\r\nhello")
                .work();
        for (int i = 0; i < 20 && talk.channel.isOpen(); i++) {
            talk.pass(5, TimeUnit.SECONDS).sendText("x").work();
        }
        String answer = talk.text();
        assertEquals("408 Request Timeout", status(answer));
        assertEquals("close", field(answer, "Connection"));
        assertFalse(talk.channel.isOpen());
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void aNameThatIsTakenMeanwhile() {
        String answer = talk.sendText(
                        "PUT /a HTTP/1.1\r\nHost: files\r\nTransfer-Encoding: chunked\r\n" + "If-None-Match: *\r\n\r\n")
                .work()
                .text();
        assertEquals("", answer);
        talk.storage.put("a", "there");
        assertEquals(
                "412 Precondition Failed",
                status(talk.sendText("1\r\nx\r\n0\r\n\r\n").work().text()));
        assertEquals("there", talk.storage.text("a"));
    }

    @Test
    void whoWaitsForLeaveGetsIt() {
        String head = "PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", talk.sendText(head).work().text());
        assertEquals("201 Created", status(talk.sendText("hello").work().text()));
        assertEquals("hello", talk.storage.text("a"));
    }

    @Test
    void whoDoesNotWaitForLeaveGetsOneAnswer() {
        String head = "PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        assertEquals("201 Created", status(talk.sendText(head + "hello").work().text()));
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void whoWaitsForLeaveAndIsRefusedNeedNotSend() {
        talk.storage.put("a", "before");
        String answer = talk.sendText("PUT /a HTTP/1.1\r\nHost: files\r\nContent-Length: 5\r\n"
                        + "Expect: 100-continue\r\nIf-None-Match: *\r\n\r\n")
                .work()
                .text();
        assertEquals("412 Precondition Failed", status(answer));
        assertEquals("close", field(answer, "Connection"));
        assertTrue(talk.isLingering());
        talk.sendText(request("DELETE /a HTTP/1.1")).work();
        assertEquals("before", talk.storage.text("a"));
    }

    @Test
    void nothingElseCanBeExpected() {
        assertEquals("417 Expectation Failed", status(ask("GET /a HTTP/1.1", "Expect: wonders")));
    }

    @Test
    void aShortBodyThatIsRefusedKeepsTheConnection() {
        talk.storage.put("a", "before");
        String answer = send("hello", "PUT /a HTTP/1.1", "If-None-Match: *");
        assertEquals("412 Precondition Failed", status(answer));
        assertNull(field(answer, "Connection"));
        assertEquals("before", body(ask("GET /a HTTP/1.1")));
    }

    @Test
    void aLongBodyThatIsRefusedEndsTheConnection() {
        String answer = talk.sendText("PUT /a/ HTTP/1.1\r\nHost: files\r\nContent-Length: 9999999999\r\n\r\n")
                .work()
                .text();
        assertEquals("405 Method Not Allowed", status(answer));
        assertEquals("close", field(answer, "Connection"));
        assertTrue(talk.isLingering());
    }

    @Test
    void conditionsOfChanges() {
        String tag = field(send("hello", "PUT /a HTTP/1.1"), "ETag");
        assertEquals("412 Precondition Failed", status(send("x", "PUT /a HTTP/1.1", "If-Match: \"00\"")));
        assertEquals("412 Precondition Failed", status(send("x", "PUT /a HTTP/1.1", "If-None-Match: " + tag)));
        assertEquals("412 Precondition Failed", status(send("x", "PUT /none HTTP/1.1", "If-Match: *")));
        String old = "If-Unmodified-Since: Wed, 31 Dec 1969 23:59:59 GMT";
        assertEquals("412 Precondition Failed", status(send("x", "PUT /a HTTP/1.1", old)));
        assertEquals("hello", talk.storage.text("a"));
        assertEquals(List.of("a"), List.copyOf(talk.storage.names()));
        assertEquals("204 No Content", status(send("x", "PUT /a HTTP/1.1", "If-Match: \"00\", " + tag)));
        assertEquals("204 No Content", status(send("y", "PUT /a HTTP/1.1", "If-Match: *")));
        assertEquals("201 Created", status(send("z", "PUT /b HTTP/1.1", "If-None-Match: *")));
    }

    @Test
    void digestsThatComeWithTheContentAreCompared() {
        String right = digest(DigestAlgorithm.SHA256, "hello");
        String wrong = digest(DigestAlgorithm.CRC32C, "other");
        assertEquals("201 Created", status(send("hello", "PUT /a HTTP/1.1", "Content-Digest: " + right)));
        assertEquals(
                "201 Created",
                status(send(
                        "hello",
                        "PUT /b HTTP/1.1",
                        "Repr-Digest: md5=:AAAA:, " + digest(DigestAlgorithm.CRC32C, "hello"))));
        String answer = send("hello", "PUT /c HTTP/1.1", "Repr-Digest: " + wrong);
        assertEquals("400 Bad Request", status(answer));
        assertTrue(body(answer).contains("\"CHECKSUM_MISMATCH\""), answer);
        assertFalse(talk.storage.names().contains("c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Digest: sha-256=:AAAA:",
                "Repr-Digest: sha-256",
                "Repr-Digest: crc32c=:AAAAAA==:, crc32c=:AAAAAQ==:",
                "X-OC-Mtime: now",
                "If-Match: a",
                "If-Match: \"a\" \"b\"",
                "Content-Range: bytes 0-4/10"
            })
    void fieldsThatAreNotWellFormed(String field) {
        assertEquals("400 Bad Request", status(send("hello", "PUT /a HTTP/1.1", field)));
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void encodedContentIsNotStored() {
        assertEquals("415 Unsupported Media Type", status(send("hello", "PUT /a HTTP/1.1", "Content-Encoding: gzip")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://files.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aPageOfAnotherSiteChangesNothing(String field) {
        talk.storage.put("a", "before");
        assertEquals("403 Forbidden", status(send("hello", "PUT /a HTTP/1.1", field)));
        assertEquals("403 Forbidden", status(ask("DELETE /a HTTP/1.1", field)));
        assertEquals("before", talk.storage.text("a"));
        assertEquals("200 OK", status(ask("GET /a HTTP/1.1", field)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://files", "Origin: https://FILES:443", "Sec-Fetch-Site: same-origin"})
    void ourOwnPageMayChangeThings(String field) {
        assertEquals("201 Created", status(send("hello", "PUT /a HTTP/1.1", field)));
    }

    @Test
    void deletedFiles() {
        talk.storage.put("a", "hello");
        assertEquals("412 Precondition Failed", status(ask("DELETE /a HTTP/1.1", "If-Match: \"00\"")));
        assertEquals("204 No Content", status(ask("DELETE /a HTTP/1.1")));
        assertTrue(talk.storage.names().isEmpty());
        assertEquals("404 Not Found", status(ask("DELETE /a HTTP/1.1")));
    }

    @Test
    void methodsThatAreNotOffered() {
        String answer = ask("PATCH /a HTTP/1.1");
        assertEquals("405 Method Not Allowed", status(answer));
        assertEquals(
                "GET, HEAD, PUT, POST, DELETE, OPTIONS, PROPFIND, PROPPATCH, COPY, MOVE, LOCK, UNLOCK",
                field(answer, "Allow"));
        assertEquals("405 Method Not Allowed", status(ask("TRACE /a HTTP/1.1")));
        assertEquals("501 Not Implemented", status(ask("FROB /a HTTP/1.1")));
        assertEquals("501 Not Implemented", status(ask("get /a HTTP/1.1")));
        String options = ask("OPTIONS * HTTP/1.1");
        assertEquals("204 No Content", status(options));
        assertTrue(field(options, "Allow").contains("PUT"));
    }

    @Test
    void aBodyOfARequestThatHasNoneIsDropped() {
        talk.storage.put("a", "hello");
        assertEquals("hello", body(send("GET /b HTTP/1.1\r\n\r\n", "GET /a HTTP/1.1")));
        assertEquals("hello", body(ask("GET /a HTTP/1.1")));
    }
}
