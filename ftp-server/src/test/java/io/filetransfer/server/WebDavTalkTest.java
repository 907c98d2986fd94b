package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.server.storage.InMemoryStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebDAV over the server's whole pipeline: what litmus asks for in its groups basic and copymove, and what it does not. */
class WebDavTalkTest extends HttpTalkTestBase {
    private static final String FILES = "http://files";

    WebDavTalkTest() throws Exception {
        super(new InMemoryStorage());
    }

    @BeforeEach
    void tree() {
        assertEquals("201 Created", make("/d"));
        assertEquals("201 Created", make("/d/sub/"));
        assertEquals("201 Created", status(send("one", "PUT /d/f HTTP/1.1")));
        assertEquals("201 Created", status(send("two", "PUT /d/sub/g HTTP/1.1")));
        assertEquals("201 Created", status(send("three", "PUT /h HTTP/1.1")));
    }

    private String make(String path) {
        return status(ask("MKCOL " + path + " HTTP/1.1"));
    }

    private String to(String method, String source, String target, String... fields) {
        String more = fields.length == 0 ? "X: x" : String.join("\r\n", fields);
        return status(ask(method + " " + source + " HTTP/1.1", "Destination: " + target, more));
    }

    private String content(String path) {
        String answer = ask("GET " + path + " HTTP/1.1");
        return status(answer).startsWith("200") ? body(answer) : status(answer);
    }

    private String find(String path, String depth, String document) {
        return send(document, "PROPFIND " + path + " HTTP/1.1", "Depth: " + depth);
    }

    @Test
    void whatIsOffered() {
        assertEquals("1, 2", field(ask("OPTIONS /d/ HTTP/1.1"), "DAV"));
    }

    /** The answer to the first ends when all of it has come, or the rest would go to the second. */
    @Test
    void aFileAskedForAsADirectoryDisturbsNoOtherAnswer() {
        String asked =
                "PROPFIND /h/ HTTP/1.1\r\nDepth: 1\r\nHost: files\r\n\r\n" + "GET /h HTTP/1.1\r\nHost: files\r\n\r\n";
        String answers = talk.sendText(asked).work().text();
        assertEquals("404 Not Found", status(answers));
        assertEquals("three", body(answers.substring(answers.lastIndexOf("HTTP/1.1 200"))));
        assertEquals("three", content("/h"));
    }

    /** Each of them is named for each file. */
    @Test
    void moreNamesThanAnybodyAsksForAreRefused() {
        String names = "<p" + "x".repeat(100) + "/>";
        String few = "<propfind xmlns='DAV:'><prop>" + names.repeat(19) + "</prop></propfind>";
        assertEquals("207 Multi-Status", status(find("/d/", "1", few)));
        String long1 = "<propfind xmlns='DAV:'><prop>" + names.repeat(20) + "</prop></propfind>";
        assertEquals("400 Bad Request", status(find("/d/", "1", long1)));
        String many = "<propfind xmlns='DAV:'><prop>" + "<p/>".repeat(65) + "</prop></propfind>";
        assertEquals("400 Bad Request", status(find("/d/", "1", many)));
    }

    @Test
    void whatIsKeptOfATreeIsCountedWhileItIs() {
        long before = talk.server.memory().taken();
        assertEquals("207 Multi-Status", status(find("/d/", "infinity", "")));
        assertEquals(before, talk.server.memory().taken());
        talk.server.memory().take(1L << 40);
        assertEquals("503 Service Unavailable", status(find("/d/", "infinity", "")));
        assertEquals("207 Multi-Status", status(find("/d/", "1", "")));
        talk.server.memory().give(1L << 40);
    }

    /** A client that believes to hold a lock changes nothing. */
    @Test
    void aConditionOnLocksHoldsNever() {
        String answer = send("new", "PUT /h HTTP/1.1", "If: (<urn:uuid:1>)");
        assertEquals("412 Precondition Failed", status(answer));
        assertEquals("three", content("/h"));
    }

    @Test
    void directoriesAreMade() {
        assertEquals("405 Method Not Allowed", make("/d/"));
        assertEquals("405 Method Not Allowed", make("/h"));
        assertEquals("405 Method Not Allowed", make("/"));
        assertEquals("409 Conflict", make("/missing/e"));
        assertEquals("415 Unsupported Media Type", status(send("<x/>", "MKCOL /e HTTP/1.1")));
        assertEquals("400 Bad Request", make("/.filetransfer/e"));
    }

    @Test
    void aDirectoryIsDeletedWithAllThatIsInIt() {
        assertEquals("409 Conflict", status(ask("DELETE /d/ HTTP/1.1", "Depth: 0")));
        assertEquals("204 No Content", status(ask("DELETE /d/ HTTP/1.1")));
        assertEquals("404 Not Found", content("/d/f"));
    }

    @Test
    void filesMove() {
        assertEquals("201 Created", to("MOVE", "/h", FILES + "/d/new"));
        assertEquals("three", content("/d/new"));
        assertEquals("404 Not Found", content("/h"));
        assertEquals("412 Precondition Failed", to("MOVE", "/d/new", "/d/f", "Overwrite: F"));
        assertEquals("204 No Content", to("MOVE", "/d/new", "/d/f", "Overwrite: T"));
        assertEquals("three", content("/d/f"));
        assertEquals("409 Conflict", to("MOVE", "/d/f", "/missing/f"));
        assertEquals("404 Not Found", to("MOVE", "/missing", "/d/f"));
        assertEquals("three", content("/d/f"));
    }

    @Test
    void directoriesMoveAndTakeAPlace() {
        assertEquals("201 Created", to("MOVE", "/d/sub/", "/e/"));
        assertEquals("two", content("/e/g"));
        assertEquals("412 Precondition Failed", to("MOVE", "/e/", "/d/", "Overwrite: F"));
        assertEquals("one", content("/d/f"));
        assertEquals("204 No Content", to("MOVE", "/e/", "/d/"));
        assertEquals("two", content("/d/g"));
        assertEquals("404 Not Found", content("/d/f"));
        assertEquals("204 No Content", to("MOVE", "/h", "/d"));
        assertEquals("three", content("/d"));
    }

    @Test
    void filesAreCopied() {
        assertEquals("201 Created", to("COPY", "/h", "https://files/d/h"));
        assertEquals("three", content("/h"));
        assertEquals("three", content("/d/h"));
        assertEquals("412 Precondition Failed", to("COPY", "/h", "/d/f", "Overwrite: F"));
        assertEquals("one", content("/d/f"));
        assertEquals("204 No Content", to("COPY", "/h", "/d/f"));
        assertEquals("three", content("/d/f"));
        assertEquals("409 Conflict", to("COPY", "/h", "/missing/h"));
        assertEquals("404 Not Found", to("COPY", "/missing", "/d/f"));
    }

    @Test
    void aCopyHasTheDigestOfWhatItIsACopyOf() {
        to("COPY", "/h", "/copy");
        String digest = field(ask("HEAD /h HTTP/1.1"), "Repr-Digest");
        assertTrue(digest.startsWith("crc32c="), digest);
        assertEquals(digest, field(ask("HEAD /copy HTTP/1.1"), "Repr-Digest"));
    }

    @Test
    void directoriesAreCopied() {
        assertEquals("201 Created", to("COPY", "/d/", "/e/"));
        assertEquals("one", content("/e/f"));
        assertEquals("two", content("/e/sub/g"));
        assertEquals("201 Created", to("COPY", "/d/", "/shallow/", "Depth: 0"));
        assertEquals("404 Not Found", content("/shallow/f"));
        assertEquals("412 Precondition Failed", to("COPY", "/d/", "/e/", "Overwrite: F"));
        send("left", "PUT /e/left HTTP/1.1");
        assertEquals("204 No Content", to("COPY", "/d/", "/e/"));
        assertEquals("404 Not Found", content("/e/left"));
        assertEquals("two", content("/e/sub/g"));
    }

    @ParameterizedTest
    @CsvSource({
        "/h, http://other/x, 502 Bad Gateway",
        "/h, http://files:81/x, 502 Bad Gateway",
        "/h, x, 400 Bad Request",
        "/h, ftp://files/x, 400 Bad Request",
        "/h, /../x, 400 Bad Request",
        "/h, /%2e%2e/x, 400 Bad Request",
        "/h, /d%2fx, 400 Bad Request",
        "/h, /x%00, 400 Bad Request",
        "/h, /x?y, 400 Bad Request",
        "/h, /.filetransfer/x, 400 Bad Request",
        "/h, /h, 403 Forbidden",
        "/d/, /d/sub/e, 403 Forbidden",
        "/d/sub/, /d/, 403 Forbidden",
        "/, /e/, 403 Forbidden",
        "/h, /, 403 Forbidden"
    })
    void destinationsThatAreNone(String source, String target, String status) {
        for (String method : new String[] {"MOVE", "COPY"}) {
            assertEquals(status, to(method, source, target), method);
        }
    }

    @Test
    void fieldsThatAreNone() {
        assertEquals("400 Bad Request", status(ask("COPY /h HTTP/1.1")));
        assertEquals("400 Bad Request", to("COPY", "/h", "/x", "Overwrite: maybe"));
        assertEquals("400 Bad Request", to("COPY", "/h", "/x", "Depth: 1"));
        assertEquals("400 Bad Request", to("MOVE", "/d/", "/x", "Depth: 0"));
        assertEquals("501 Not Implemented", to("MOVE", "/h", "/x", "If-Match: \"00\""));
        assertEquals("400 Bad Request", status(find("/d/", "2", "")));
        assertEquals("three", content("/h"));
    }

    @Test
    void aChangeFromAnotherSiteIsRefused() {
        assertEquals("403 Forbidden", to("MOVE", "/h", "/x", "Origin: http://evil"));
        assertEquals("403 Forbidden", status(ask("MKCOL /x HTTP/1.1", "Sec-Fetch-Site: cross-site")));
        assertEquals("three", content("/h"));
    }

    @Test
    void propertiesOfOneLevel() {
        String answer = find("/d/", "1", "");
        assertEquals("207 Multi-Status", status(answer));
        assertTrue(answer.contains("<D:href>/d/</D:href>"), answer);
        assertTrue(answer.contains("<D:href>/d/f</D:href>"), answer);
        assertTrue(answer.contains("<D:href>/d/sub/</D:href>"), answer);
        assertFalse(answer.contains("/d/sub/g"), answer);
        assertTrue(answer.contains("<D:getcontentlength>3</D:getcontentlength>"), answer);
        assertTrue(answer.contains("<D:resourcetype><D:collection/></D:resourcetype>"), answer);
    }

    @Test
    void propertiesOfOneAndOfAll() {
        String one = find("/d", "0", "");
        assertTrue(one.contains("<D:href>/d/</D:href>") && !one.contains("/d/f"), one);
        String file = find("/d/f", "1", "");
        assertTrue(file.contains("<D:href>/d/f</D:href>"), file);
        String all = find("/", "infinity", "");
        assertTrue(all.contains("<D:href>/d/sub/g</D:href>") && all.contains("<D:href>/</D:href>"), all);
        assertEquals("404 Not Found", status(find("/missing", "0", "")));
        assertEquals("404 Not Found", status(find("/missing", "1", "")));
        assertEquals("404 Not Found", status(find("/h/", "0", "")));
        assertEquals("404 Not Found", status(find("/h/", "1", "")));
        assertEquals("three", content("/h"));
    }

    @Test
    void moreThanIsKeptOfAllLevels() {
        for (int i = 0; i < 3000; i++) {
            send("", "PUT /d/file-" + i + " HTTP/1.1");
        }
        String answer = find("/", "infinity", "");
        assertEquals("403 Forbidden", status(answer));
        assertTrue(answer.contains("<D:propfind-finite-depth/>"), answer);
        assertEquals("207 Multi-Status", status(find("/d/", "1", "")));
    }

    @Test
    void propertiesByName() {
        String asked = "<a:propfind xmlns:a='DAV:'><a:prop><a:getetag/><b:x xmlns:b='urn:&lt;b'/><a:getetags/></a:prop>"
                + "</a:propfind>";
        String answer = find("/h", "0", asked);
        String tag = field(ask("HEAD /h HTTP/1.1"), "ETag").replace("\"", "&quot;");
        assertTrue(answer.contains("<D:prop><D:getetag>" + tag + "</D:getetag></D:prop>"), answer);
        assertTrue(answer.contains("<x xmlns=\"urn:&lt;b\"/><D:getetags/></D:prop><D:status>HTTP/1.1 404"), answer);
        String names = find("/h", "0", "<propfind xmlns='DAV:'><propname/></propfind>");
        assertTrue(names.contains("<D:getetag/>"), names);
    }

    @Test
    void aNameThatXmlHasNoWayToSay() {
        send("x", "PUT /d/%3C%26%01%E9 HTTP/1.1");
        String answer = find("/d/", "1", "");
        assertTrue(answer.contains("<D:href>/d/%3C&amp;%01%E9</D:href>"), answer);
        assertTrue(answer.contains("<D:displayname>&lt;&amp;"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "x",
                "<propfind xmlns='DAV:'>",
                "<propfind><allprop/></propfind>",
                "<propfind xmlns='DAV:'/>",
                "<propfind xmlns='DAV:'><prop><x:y/></prop></propfind>",
                "<propfind xmlns='DAV:'><prop><y xmlns:x=''/></prop></propfind>",
                "<!DOCTYPE propfind><propfind xmlns='DAV:'><allprop/></propfind>",
                "<!DOCTYPE p [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><propfind xmlns='DAV:'><prop>&e;</prop></propfind>",
                "<!DOCTYPE p SYSTEM 'http://127.0.0.1:1/p.dtd'><propfind xmlns='DAV:'><allprop/></propfind>",
                "<!DOCTYPE p [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><propfind xmlns='DAV:'>&b;</propfind>",
                "<propfind xmlns='DAV:'><prop>&e;</prop></propfind>"
            })
    void bodiesThatAreNone(String document) {
        String answer = find("/h", "0", document);
        assertEquals("400 Bad Request", status(answer), answer);
        assertEquals("three", content("/h"), "the connection goes on");
    }

    @Test
    void bodiesThatAreTooMuch() {
        String nested =
                "<propfind xmlns='DAV:'><prop>" + "<a>".repeat(10_000) + "</a>".repeat(10_000) + "</prop></propfind>";
        assertTrue(status(find("/h", "0", nested)).startsWith("413"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested", "wide", "long"})
    void bodiesOfTooManyParts(String how) {
        String inner = switch (how) {
            case "nested" -> "<a>".repeat(5_000) + "</a>".repeat(5_000);
            case "wide" -> "<a/>".repeat(5_000);
            default -> "<" + "a".repeat(5_000) + "/>";
        };
        String answer = find("/h", "0", "<propfind xmlns='DAV:'><prop>" + inner + "</prop></propfind>");
        assertEquals("400 Bad Request", status(answer));
    }

    @Test
    void aBodyInChunksThatHasNoEndIsRefused() {
        talk.sendText("PROPFIND /h HTTP/1.1\r\nHost: files\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
        String answer = "";
        for (int i = 0; i < 6; i++) {
            answer += talk.sendText(chunk).work().text();
        }
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
    }

    @Test
    void aBodyAtEverySplitAndRequestsBehindIt() {
        String document = "<propfind xmlns='DAV:'><propname/></propfind>";
        String request = "PROPFIND /h HTTP/1.1\r\nHost: files\r\nDepth: 0\r\nContent-Length: " + document.length()
                + "\r\n\r\n" + document + "HEAD /h HTTP/1.1\r\nHost: files\r\n\r\n";
        for (int split = 1; split < request.length(); split++) {
            String answer = talk.sendText(request.substring(0, split)).work().text()
                    + talk.sendText(request.substring(split)).work().text();
            assertTrue(answer.startsWith("HTTP/1.1 207 ") && answer.contains("\r\n0\r\n\r\nHTTP/1.1 200 "), answer);
        }
    }

    @Test
    void aBodyThatIsWaitedFor() {
        String head = "PROPFIND /h HTTP/1.1\r\nHost: files\r\nDepth: 0\r\nContent-Length: 45\r\n"
                + "Expect: 100-continue\r\n\r\n";
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", talk.sendText(head).work().text());
        String answer = talk.sendText("<propfind xmlns='DAV:'><allprop/></propfind> ")
                .work()
                .text();
        assertTrue(answer.startsWith("HTTP/1.1 207 "), answer);
    }
}
