package io.filetransfer.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.PutRequest;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Properties of clients' own on real files, and what a lock is to clients of all dialects. */
@Timeout(60)
class WebDavIT extends Served {
    private static final String LOCK =
            "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>";

    private static final Charset ISO = StandardCharsets.ISO_8859_1;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void attributes() throws IOException {
        assumeTrue(
                Files.getFileStore(root).supportsFileAttributeView("user"),
                "no extended attributes on this file system");
        Files.writeString(root.resolve("f"), "content");
    }

    private HttpResponse<String> ask(String method, String path, String body, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String patch(String path, String changes) throws Exception {
        HttpResponse<String> answer =
                ask("PROPPATCH", path, "<D:propertyupdate xmlns:D='DAV:'>" + changes + "</D:propertyupdate>");
        assertEquals(207, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static String set(String properties) {
        return "<D:set><D:prop>" + properties + "</D:prop></D:set>";
    }

    private String all(String path) throws Exception {
        HttpResponse<String> answer = ask("PROPFIND", path, "", "Depth", "0");
        assertEquals(207, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static final String KEPT = "<x:p xmlns:D=\"DAV:\" xmlns:x=\"urn:x\" x:a=\"1\">v &lt;<x:q/>&#10;</x:p>";

    private void keep(String path) throws Exception {
        String answer = patch(path, set("<x:p xmlns:x='urn:x' x:a='1'>v &lt;<x:q/>\n</x:p>"));
        assertTrue(answer.contains("200 OK"), answer);
    }

    @Test
    void whatIsKeptGoesWithTheFile() throws Exception {
        keep("/f");
        assertTrue(all("/f").contains(KEPT), all("/f"));
        serveAnew(ServerConfig.builder(root).port(0).build());
        assertTrue(all("/f").contains(KEPT), all("/f"));
        assertEquals(204, ask("PUT", "/f", "other").statusCode());
        assertTrue(all("/f").contains(KEPT), all("/f"));
        assertEquals(201, ask("COPY", "/f", "", "Destination", "/copy").statusCode());
        assertEquals(201, ask("MOVE", "/f", "", "Destination", "/g").statusCode());
        assertTrue(all("/g").contains(KEPT), all("/g"));
        assertTrue(all("/copy").contains(KEPT), all("/copy"));
        assertEquals(201, ask("PUT", "/plain", "x").statusCode());
        assertEquals(204, ask("COPY", "/plain", "", "Destination", "/copy").statusCode());
        assertFalse(all("/copy").contains("urn:x"), all("/copy"));
        assertEquals(204, ask("DELETE", "/g", "").statusCode());
        assertEquals(201, ask("PUT", "/g", "new").statusCode());
        assertFalse(all("/g").contains("urn:x"), all("/g"));
    }

    @Test
    void directoriesHaveThemToo() throws Exception {
        Files.createDirectories(root.resolve("d/sub"));
        keep("/d/sub/");
        assertEquals(201, ask("COPY", "/d/", "", "Destination", "/e/").statusCode());
        assertTrue(all("/e/sub/").contains(KEPT), all("/e/sub/"));
        String listed = ask("PROPFIND", "/e/", "", "Depth", "1").body();
        assertTrue(listed.contains(KEPT), listed);
    }

    @Test
    void allChangesOrNone() throws Exception {
        keep("/f");
        String answer = patch(
                "/f", set("<y/><D:getetag>x</D:getetag>") + "<D:remove><D:prop><p xmlns='urn:x'/></D:prop></D:remove>");
        assertTrue(answer.contains("<D:getetag/></D:prop><D:status>HTTP/1.1 403"), answer);
        assertTrue(answer.contains("<D:cannot-modify-protected-property/>"), answer);
        assertTrue(answer.contains("424"), answer);
        assertTrue(all("/f").contains(KEPT), all("/f"));
        assertTrue(patch("/f", set("<y>" + "z".repeat(9000) + "</y>")).contains("507"));
        assertTrue(patch("/f", "<D:remove><D:prop><p xmlns='urn:x'/></D:prop></D:remove>")
                .contains("200 OK"));
        assertFalse(all("/f").contains("urn:x"), all("/f"));
        assertEquals(
                404,
                ask("PROPPATCH", "/missing", "<D:propertyupdate xmlns:D='DAV:'>" + set("<y/>") + "</D:propertyupdate>")
                        .statusCode());
    }

    /** The stored digest stays true: a get compares with it. */
    @Test
    void theTimeOfAFileIsSet() throws Exception {
        assertEquals(201, ask("PUT", "/g", "content").statusCode());
        patch("/g", set("<D:getlastmodified>Sun, 06 Nov 1994 08:49:37 GMT</D:getlastmodified>"));
        assertEquals(
                Instant.parse("1994-11-06T08:49:37Z"),
                Files.getLastModifiedTime(root.resolve("g")).toInstant());
        HttpResponse<String> got = ask("GET", "/g", "");
        assertEquals("content", got.body());
        assertTrue(got.headers().firstValue("Repr-Digest").isPresent());
        patch("/g", set("<D:lastmodified>1000000000</D:lastmodified>"));
        assertEquals(
                Instant.ofEpochSecond(1_000_000_000),
                Files.getLastModifiedTime(root.resolve("g")).toInstant());
        assertEquals(
                400,
                ask(
                                "PROPPATCH",
                                "/g",
                                "<D:propertyupdate xmlns:D='DAV:'>" + set("<D:getlastmodified>now</D:getlastmodified>")
                                        + "</D:propertyupdate>")
                        .statusCode());
    }

    private void refused(String name, Path source) {
        FileTransferException failure = assertThrows(
                FileTransferException.class,
                () -> client.put(PutRequest.of(name), source).join());
        assertEquals(ErrorCode.LOCKED, failure.code());
    }

    @Test
    void aLockIsThereForClientsOfTheOtherDialects() throws Exception {
        String token =
                ask("LOCK", "/f", LOCK).headers().firstValue("Lock-Token").orElseThrow();
        Path small = Files.writeString(local.resolve("small"), "small");
        refused("f", small);
        assertEquals("content", Files.readString(root.resolve("f")));
        assertEquals(204, ask("PUT", "/f", "mine", "If", "(" + token + ")").statusCode());
        assertEquals(204, ask("UNLOCK", "/f", "", "Lock-Token", token).statusCode());
        client.put(PutRequest.of("f"), small).join();
        assertEquals("small", Files.readString(root.resolve("f")));
    }

    /** By the native protocol a property can be any text. */
    @Test
    void whatIsNoElementIsNotTold() throws Exception {
        try (NativeConnection connection = new NativeConnection(new Socket("127.0.0.1", server.port()))) {
            connection.request(Choice.ANNOTATE, "f", NativeConnection.option(0x8036, change("{u}p", "</D:prop><x>")));
            connection.read(NativeConnection.REPLY);
            connection.request(Choice.ANNOTATE, "f", NativeConnection.option(0x8036, change("q><r", "<q/>")));
            connection.read(NativeConnection.REPLY);
            connection.request(Choice.LOCK, "f", NativeConnection.option(0x8031, "\1\0\0\0\0</x>".getBytes(ISO)));
            connection.read(NativeConnection.REPLY);
        }
        String all = all("/f");
        assertFalse(all.contains("<x>") || all.contains("</x>") || all.contains("q>"), all);
        assertTrue(all.contains("<D:activelock>"), all);
    }

    private static byte[] change(String name, String value) {
        return ByteBuffer.allocate(5 + name.length() + value.length())
                .put((byte) 0)
                .putShort((short) name.length())
                .put(name.getBytes(ISO))
                .putShort((short) value.length())
                .put(value.getBytes(ISO))
                .array();
    }

    /** Locks are in memory: who names one of before changes nothing. */
    @Test
    void aRestartDropsLocks() throws Exception {
        String token =
                ask("LOCK", "/f", LOCK).headers().firstValue("Lock-Token").orElseThrow();
        serveAnew(ServerConfig.builder(root).port(0).build());
        assertEquals(412, ask("PUT", "/f", "mine", "If", "(" + token + ")").statusCode());
        assertEquals(204, ask("PUT", "/f", "new").statusCode());
    }
}
