package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over the server's whole pipeline. */
class HttpTalkTest extends HttpTalkTestBase {
    HttpTalkTest() throws Exception {}

    @Test
    void aFileWithItsFields() {
        talk.storage.put("notes.txt", "hello");
        String answer = ask("GET /notes.txt HTTP/1.1");
        assertEquals("200 OK", status(answer));
        assertEquals("hello", body(answer));
        assertEquals("5", field(answer, "Content-Length"));
        assertEquals("text/plain; charset=utf-8", field(answer, "Content-Type"));
        assertEquals("nosniff", field(answer, "X-Content-Type-Options"));
        assertEquals("bytes", field(answer, "Accept-Ranges"));
        assertTrue(field(answer, "ETag").matches("\"[0-9a-f]+\""), answer);
        assertTrue(field(answer, "Last-Modified").endsWith(" GMT"), answer);
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void headSaysTheSameWithoutTheContent() {
        talk.storage.put("notes.txt", "hello");
        String answer = ask("HEAD /notes.txt HTTP/1.1");
        assertEquals("200 OK", status(answer));
        assertEquals("", body(answer));
        assertEquals("5", field(answer, "Content-Length"));
    }

    @Test
    void aLargeFileStreams() {
        talk.storage.put("a", "x".repeat(3_000_000));
        assertEquals(3_000_000, body(ask("GET /a HTTP/1.1")).length());
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void requestsThatCameTogetherAreAnsweredInOrder() {
        talk.storage.put("a", "first");
        talk.storage.put("b", "second");
        String answers = ask(request("GET /a HTTP/1.1") + request("FROB /x HTTP/1.1") + request("GET /none HTTP/1.1")
                + "GET /b HTTP/1.1");
        int[] order = {
            answers.indexOf("first"), answers.indexOf("501 "), answers.indexOf("404 "), answers.indexOf("second")
        };
        for (int i = 1; i < order.length; i++) {
            assertTrue(order[i - 1] >= 0 && order[i] > order[i - 1], answers);
        }
        assertTrue(talk.channel.isOpen());
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 'h', bytes 0-0/5",
        "bytes=1-3, 'ell', bytes 1-3/5",
        "bytes=3-, 'lo', bytes 3-4/5",
        "bytes=-2, 'lo', bytes 3-4/5",
        "bytes=-99, 'hello', bytes 0-4/5",
        "bytes=2-99999999999999999999999, 'llo', bytes 2-4/5"
    })
    void aRange(String range, String content, String told) {
        talk.storage.put("a", "hello");
        String answer = ask("GET /a HTTP/1.1", "Range: " + range);
        assertEquals("206 Partial Content", status(answer));
        assertEquals(content, body(answer));
        assertEquals(told, field(answer, "Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=3-1", "bytes=a-b", "lines=1-2", "bytes=", "bytes=1", "bytes=--1", "bytes=0-9,0-9"})
    void whatIsNoRangeIsTheWhole(String range) {
        talk.storage.put("a", "hello");
        assertEquals("200 OK", status(ask("GET /a HTTP/1.1", "Range: " + range)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-", "bytes=99-100", "bytes=-0", "bytes=9-,7-8"})
    void aRangeBehindTheEnd(String range) {
        talk.storage.put("a", "hello");
        String answer = ask("GET /a HTTP/1.1", "Range: " + range);
        assertEquals("416 Requested Range Not Satisfiable", status(answer));
        assertEquals("bytes */5", field(answer, "Content-Range"));
    }

    @Test
    void severalRanges() {
        talk.storage.put("a", "0123456789");
        String answer = ask("GET /a HTTP/1.1", "Range: bytes=0-1, 4-5,-1");
        assertEquals("206 Partial Content", status(answer));
        String boundary = field(answer, "Content-Type").substring("multipart/byteranges; boundary=".length());
        List<String> parts = new ArrayList<>(List.of(body(answer).split("\r\n--" + boundary)));
        assertEquals(5, parts.size(), answer);
        assertEquals("--\r\n", parts.get(4));
        assertTrue(parts.get(1).endsWith("Content-Range: bytes 0-1/10\r\n\r\n01"), answer);
        assertTrue(parts.get(2).endsWith("Content-Range: bytes 4-5/10\r\n\r\n45"), answer);
        assertTrue(parts.get(3).endsWith("Content-Range: bytes 9-9/10\r\n\r\n9"), answer);
        assertEquals(body(answer).length(), Integer.parseInt(field(answer, "Content-Length")));
    }

    @Test
    void conditions() {
        talk.storage.put("a", "hello");
        String first = ask("GET /a HTTP/1.1");
        String tag = field(first, "ETag");
        String time = field(first, "Last-Modified");
        assertEquals("304 Not Modified", status(ask("GET /a HTTP/1.1", "If-None-Match: \"00\", W/" + tag)));
        assertEquals("304 Not Modified", status(ask("HEAD /a HTTP/1.1", "If-None-Match: *")));
        assertEquals("304 Not Modified", status(ask("GET /a HTTP/1.1", "If-Modified-Since: " + time)));
        assertEquals("200 OK", status(ask("GET /a HTTP/1.1", "If-None-Match: \"00\"", "If-Modified-Since: " + time)));
        assertEquals("412 Precondition Failed", status(ask("GET /a HTTP/1.1", "If-Match: \"00\"")));
        assertEquals("412 Precondition Failed", status(ask("HEAD /a HTTP/1.1", "If-Match: W/" + tag)));
        assertEquals("200 OK", status(ask("GET /a HTTP/1.1", "If-Match: " + tag)));
        String old = "Wed, 31 Dec 1969 23:59:59 GMT";
        assertEquals("412 Precondition Failed", status(ask("GET /a HTTP/1.1", "If-Unmodified-Since: " + old)));
        String range = "Range: bytes=1-1";
        assertEquals("e", body(ask("GET /a HTTP/1.1", range, "If-Range: " + tag)));
        assertEquals("e", body(ask("GET /a HTTP/1.1", range, "If-Range: " + time)));
        assertEquals("hello", body(ask("GET /a HTTP/1.1", range, "If-Range: W/" + tag)));
        assertEquals("hello", body(ask("GET /a HTTP/1.1", range, "If-Range: " + old)));
        assertEquals("hello", body(ask("GET /a HTTP/1.1", range, "If-Range: never")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/1.1\r\n\r\n",
                "GET /a HTTP/1.1\nHost: a\n\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nX: \u0001\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n",
                "GET /a  HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a// HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET // HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a\tHTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a HTTP/1.1 \r\nHost: a\r\n\r\n",
                "GET /a\r\nHost: a\r\n\r\n",
                "GET http://files/a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%2e%2e/a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%c0%ae%c0%ae/a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /../a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET //a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /.filetransfer/a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /.FileTransfer/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "PUT /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String request) {
        talk.storage.put("a", "hello");
        String answer = talk.sendText(request).work().text();
        assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        assertEquals("application/problem+json", field(answer, "Content-Type"));
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
    }

    @Test
    void nothingBehindARefusedRequestIsRead() {
        talk.storage.put("a", "hello");
        String answer = talk.sendText("GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n" + request("GET /a HTTP/1.1"))
                .work()
                .text();
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertEquals("close", field(answer, "Connection"));
        assertFalse(answer.contains("hello"), answer);
        assertTrue(talk.isLingering());
    }

    @Test
    void limitsOfAHead() {
        assertEquals("414 Request-URI Too Long", status(ask("GET /" + "a".repeat(17_000) + " HTTP/1.1")));
    }

    @Test
    void tooManyFields() {
        assertEquals("431 Request Header Fields Too Large", status(ask("GET / HTTP/1.1" + "\r\nA: b".repeat(5000))));
    }

    @Test
    void aVersionThatIsNotSpoken() {
        assertEquals("505 HTTP Version Not Supported", status(ask("GET / HTTP/2.0")));
    }

    @Test
    void theFirstVersionEndsTheConnection() {
        talk.storage.put("a", "hello");
        String answer = talk.sendText("GET /a HTTP/1.0\r\n\r\n").work().text();
        assertEquals("hello", body(answer));
        assertEquals("close", field(answer, "Connection"));
        assertTrue(talk.isLingering());
    }

    @Test
    void theClientEndsTheConnection() {
        talk.storage.put("a", "hello");
        assertEquals("close", field(ask("GET /a HTTP/1.1", "Connection: close"), "Connection"));
        assertTrue(talk.isLingering());
    }

    @Test
    void aHeadThatDoesNotCome() {
        talk.sendText("GET /a HTTP/1.1\r\nHost").pass(90, TimeUnit.SECONDS);
        assertEquals("408 Request Timeout", status(talk.text()));
    }

    @Test
    void whoAsksNothingMoreIsNotAnswered() {
        talk.storage.put("a", "hello");
        ask("GET /a HTTP/1.1");
        talk.pass(1, TimeUnit.HOURS).pass(1, TimeUnit.HOURS).pass(5, TimeUnit.SECONDS);
        assertEquals("", talk.text());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void theSameForEverySplit() {
        talk.storage.put("a", "hello");
        String request = request("GET /a HTTP/1.1", "Range: bytes=1-");
        for (int split = 1; split < request.length(); split++) {
            talk.sendText(request.substring(0, split));
            assertEquals(
                    "ello", body(talk.sendText(request.substring(split)).work().text()));
        }
    }

    @Test
    void requestsThatNobodyWaitsForAreNotReadOnAndOn() {
        talk.storage.put("a", "hello");
        for (int i = 0; i < 100; i++) {
            talk.sendText(request("GET /a HTTP/1.1").repeat(8)
                    + request("FROB /a HTTP/1.1").repeat(2));
        }
        assertTrue(talk.unread() > 80, () -> talk.unread() + " of 100 segments wait");
        String answers = talk.work().text();
        assertEquals(0, talk.unread(), answers);
        assertEquals(801, answers.split("\r\n\r\nhello", -1).length);
        assertEquals(201, answers.split("HTTP/1.1 501 ", -1).length);
    }

    @Test
    void theFirstVersionMayGoOn() {
        talk.storage.put("a", "hello");
        String request = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        for (int i = 0; i < 2; i++) {
            String answer = talk.sendText(request).work().text();
            assertEquals("hello", body(answer));
            assertEquals("keep-alive", field(answer, "Connection"));
        }
    }

    @Test
    void aListingForTheFirstVersionEndsWithTheConnection() {
        talk.storage.put("a", "hello");
        String answer = talk.sendText("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                .work()
                .text();
        assertEquals("close", field(answer, "Connection"));
        assertTrue(answer.endsWith("</html>\n"), answer);
        assertTrue(talk.isLingering());
    }

    @Test
    void namesThatAreNotText() {
        talk.storage.put("a\udce9 b", "hello");
        assertEquals("hello", body(ask("GET /a%e9%20b HTTP/1.1")));
        assertEquals("hello", body(ask("GET /a\u00e9%20b HTTP/1.1"))); // the byte as it is
    }

    @Test
    void whatABrowserWouldRunIsNotShown() {
        talk.storage.put("a.html", "<script>");
        String answer = ask("GET /a.html HTTP/1.1");
        assertEquals("attachment", field(answer, "Content-Disposition"));
        assertEquals("sandbox; default-src 'none'", field(answer, "Content-Security-Policy"));
    }
}
