package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for browsers, over the server's whole pipeline. */
class HttpPageTest extends HttpTalkTestBase {
    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    private static final Pattern ADDRESS = Pattern.compile("/\\.filetransfer/page-[0-9a-f]{16}/[a-z-]+\\.[a-z]+");
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([a-z-]+\\.js)\"|url\\(([a-z]+\\.svg)\\)");

    HttpPageTest() throws Exception {}

    @Test
    void aBrowserGetsThePageOfADirectory() {
        String answer = ask("GET / HTTP/1.1", BROWSER);
        assertEquals("200 OK", status(answer));
        assertEquals("text/html; charset=utf-8", field(answer, "Content-Type"));
        assertTrue(body(answer).startsWith("<!DOCTYPE html>"), answer);
        int length = body(answer).getBytes(StandardCharsets.UTF_8).length;
        assertEquals(length, Integer.parseInt(field(answer, "Content-Length")));
    }

    @Test
    void whoeverAsksOtherwiseGetsTheListing() {
        talk.storage.put("notes.txt", "hello");
        assertTrue(body(ask("GET / HTTP/1.1")).contains("href=\"./notes.txt\""));
        assertTrue(body(ask("GET /?plain HTTP/1.1", BROWSER)).contains("href=\"./notes.txt\""));
        assertTrue(body(ask("GET / HTTP/1.1", "Accept: application/json")).contains("\"name\":\"notes.txt\""));
    }

    @Test
    void nothingIsAllowedToComeFromElsewhere() {
        String answer = ask("GET / HTTP/1.1", BROWSER);
        String policy = field(answer, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        String page = body(answer);
        assertFalse(Pattern.compile("<style|style=|<script(?! type=\"module\" src=)|\\son[a-z]+=|https?://")
                .matcher(page)
                .find());
    }

    @Test
    void allThatThePageConsistsOfIsThere() {
        Set<String> addresses = new LinkedHashSet<>(ADDRESS.matcher(body(ask("GET / HTTP/1.1", BROWSER)))
                .results()
                .map(MatchResult::group)
                .toList());
        assertEquals(3, addresses.size());
        Set<String> seen = new LinkedHashSet<>();
        while (!addresses.isEmpty()) {
            String address = addresses.iterator().next();
            addresses.remove(address);
            if (seen.add(address)) {
                addresses.addAll(neededBy(address));
            }
        }
        assertTrue(seen.size() > 15, seen.toString());
    }

    private Set<String> neededBy(String address) {
        String answer = ask("GET " + address + " HTTP/1.1");
        assertEquals("200 OK", status(answer), address);
        assertTrue(field(answer, "Cache-Control").contains("immutable"), answer);
        assertEquals("nosniff", field(answer, "X-Content-Type-Options"));
        String directory = address.substring(0, address.lastIndexOf('/') + 1);
        Set<String> needed = new LinkedHashSet<>();
        IMPORT.matcher(body(answer))
                .results()
                .forEach(found -> needed.add(directory + (found.group(1) == null ? found.group(2) : found.group(1))));
        return needed;
    }

    @Test
    void filesOfThePageAreCompressedForWhoTakesIt() {
        String address = ADDRESS.matcher(body(ask("GET / HTTP/1.1", BROWSER)))
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        assertEquals("gzip", field(ask("GET " + address + " HTTP/1.1", "Accept-Encoding: gzip"), "Content-Encoding"));
        assertNull(field(ask("GET " + address + " HTTP/1.1"), "Content-Encoding"));
        String head = ask("HEAD " + address + " HTTP/1.1");
        assertEquals("", body(head));
        assertTrue(Integer.parseInt(field(head, "Content-Length")) > 0);
    }

    @Test
    void aMissingDirectoryIsSaidByThePageToo() {
        String answer = ask("GET /none/ HTTP/1.1", BROWSER);
        assertEquals("404 Not Found", status(answer));
        assertTrue(body(answer).startsWith("<!DOCTYPE html>"), answer);
    }

    @Test
    void nothingElseIsThereBelowTheNameOfTheService() {
        assertTrue(status(ask("GET /.filetransfer/page-0/main.js HTTP/1.1")).startsWith("4"));
        assertTrue(status(ask("GET /.filetransfer/page.html HTTP/1.1")).startsWith("4"));
        assertTrue(
                status(send("x", "PUT /.filetransfer/page-0/main.js HTTP/1.1")).startsWith("4"));
    }
}
