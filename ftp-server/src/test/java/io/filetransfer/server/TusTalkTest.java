package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.server.storage.local.LocalStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that can be resumed, over the server's whole pipeline and real files. */
class TusTalkTest {
    private static final String CONTENT = "Content-Type: application/offset+octet-stream";

    @TempDir
    Path root;

    private LocalStorage files;
    private Talk talk;
    private Talk other;

    @BeforeEach
    void open() throws Exception {
        files = LocalStorage.open(root);
        talk = connect();
        other = connect();
    }

    private Talk connect() throws Exception {
        ServerConfig config = ServerConfig.builder(Path.of("/")).insecure(true).build();
        return new Talk(config, new MemoryBudget(1 << 30), Security.NONE, files);
    }

    @AfterEach
    void close() {
        talk.close();
        other.close();
        files.close();
    }

    private static String head(String method, String path, int length, String... fields) {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return method + " " + path + " HTTP/1.1\r\nHost: files\r\nTus-Resumable: 1.0.0\r\n" + more
                + (length > 0 ? "Content-Length: " + length + "\r\n\r\n" : "\r\n");
    }

    private String ask(String method, String path, String body, String... fields) {
        return talk.sendText(head(method, path, body.length(), fields) + body)
                .work()
                .text();
    }

    private String create(String path, String... fields) {
        String answer = ask("POST", path, "", fields);
        assertEquals("201 Created", status(answer), answer);
        assertEquals("1.0.0", field(answer, "Tus-Resumable"));
        return field(answer, "Location");
    }

    private String patch(String url, int offset, String content, String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = CONTENT;
        all[1] = "Upload-Offset: " + offset;
        System.arraycopy(fields, 0, all, 2, fields.length);
        return ask("PATCH", url, content, all);
    }

    private static String status(String answer) {
        return HttpTalkTestBase.status(answer);
    }

    private static String field(String answer, String name) {
        return HttpTalkTestBase.field(answer, name);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String name) throws Exception {
        return Files.readString(root.resolve(name));
    }

    @Test
    void oneInTwoPieces() throws Exception {
        String url = create("/notes.txt", "Upload-Length: 10");
        assertTrue(url.matches("/\\.filetransfer/uploads/[0-9a-f]{32}/notes\\.txt"), url);
        String begun = ask("HEAD", url, "");
        assertEquals("200 OK", status(begun));
        assertEquals("0", field(begun, "Upload-Offset"));
        assertEquals("10", field(begun, "Upload-Length"));
        assertEquals("no-store", field(begun, "Cache-Control"));
        assertNotNull(field(begun, "Upload-Expires"));
        String first = patch(url, 0, "hello");
        assertEquals("204 No Content", status(first));
        assertEquals("5", field(first, "Upload-Offset"));
        assertNotNull(field(first, "Upload-Expires"));
        assertNull(field(first, "ETag"));
        assertFalse(Files.exists(root.resolve("notes.txt")));
        assertEquals("5", field(ask("HEAD", url, ""), "Upload-Offset"));
        String last = patch(url, 5, "world");
        assertEquals("10", field(last, "Upload-Offset"));
        assertNotNull(field(last, "ETag"));
        assertNull(field(last, "Upload-Expires"));
        assertEquals("helloworld", text("notes.txt"));
        String done = ask("HEAD", url, "");
        assertEquals("10", field(done, "Upload-Offset"));
        assertEquals("10", field(done, "Upload-Length"));
        assertEquals("404 Not Found", status(ask("DELETE", url, "")));
        assertEquals("helloworld", text("notes.txt"));
    }

    @Test
    void nothingAtAllIsAFileAtOnce() throws Exception {
        create("/empty", "Upload-Length: 0");
        assertEquals("", text("empty"));
    }

    @Test
    void contentComesWithTheBegin() throws Exception {
        String answer = ask("POST", "/a", "hello", "Upload-Length: 8", CONTENT);
        assertEquals("201 Created", status(answer));
        assertEquals("5", field(answer, "Upload-Offset"));
        assertEquals("204 No Content", status(patch(field(answer, "Location"), 5, "you")));
        assertEquals("helloyou", text("a"));
        assertEquals("201 Created", status(ask("POST", "/b", "hello", "Upload-Length: 5", CONTENT)));
        assertEquals("hello", text("b"));
        assertEquals("415 Unsupported Media Type", status(ask("POST", "/c", "hello", "Upload-Length: 5")));
    }

    @Test
    void theNameIsToldByTheMetadata() throws Exception {
        Files.createDirectory(root.resolve("d"));
        String metadata =
                "Upload-Metadata: filetype " + base64("x/y") + ",filename " + base64("na\u00efve #1") + ",private";
        String url = create("/d/", "Upload-Length: 2", metadata);
        assertTrue(url.endsWith("/d/na%C3%AFve%20%231"), url);
        assertEquals(metadata, "Upload-Metadata: " + field(ask("HEAD", url, ""), "Upload-Metadata"));
        patch(url, 0, "hi");
        assertEquals("hi", text("d/na\u00efve #1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Upload-Length: -1",
                "Upload-Length: 99999999999999999999",
                "Upload-Length: 1\r\nUpload-Defer-Length: 1",
                "Upload-Defer-Length: 2",
                "Upload-Length: 1\r\nUpload-Metadata: filename !",
                "Upload-Length: 1\r\nUpload-Metadata: filename Li4veA==",
                "Upload-Length: 1\r\nUpload-Metadata: ,",
                "Upload-Length: 1\r\nUpload-Metadata: type dGV4dA==",
                "Upload-Length: 1\r\nUpload-Concat: half",
                "Upload-Concat: final;",
                "Upload-Concat: final;/a",
                "Upload-Length: 1\r\nUpload-Metadata: filename Li4=",
                "Upload-Length: 1\r\nUpload-Metadata: filename YQ==\r\nUpload-Checksum: crc32 AAAAAA=="
            })
    void beginsThatAreNone(String fields) throws Exception {
        String answer = talk.sendText(head("POST", "/", 0, fields.isEmpty() ? new String[0] : fields.split("\r\n")))
                .work()
                .text();
        assertEquals("400 Bad Request", status(answer), answer);
        assertTrue(files.parts().underWay().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"POST,/a", "HEAD,/.filetransfer/uploads/00000000000000000000000000000001/a"})
    void anotherVersion(String method, String path) {
        for (String version : new String[] {"Tus-Resumable: 0.2.2", "X: y"}) {
            String answer = talk.sendText(method + " " + path + " HTTP/1.1\r\nHost: files\r\n" + version + "\r\n\r\n")
                    .work()
                    .text();
            assertEquals("412 Precondition Failed", status(answer));
            assertEquals("1.0.0", field(answer, "Tus-Version"));
        }
    }

    @Test
    void whatIsOfferedIsTold() {
        String answer = talk.sendText("OPTIONS / HTTP/1.1\r\nHost: files\r\n\r\n")
                .work()
                .text();
        assertEquals("1.0.0", field(answer, "Tus-Version"));
        assertEquals("md5,sha1,sha256", field(answer, "Tus-Checksum-Algorithm"));
        assertEquals(
                "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation",
                field(answer, "Tus-Extension"));
    }

    @Test
    void anotherOffset() {
        String url = create("/a", "Upload-Length: 10");
        patch(url, 0, "hello");
        assertEquals("409 Conflict", status(patch(url, 0, "hello")));
        assertEquals("409 Conflict", status(patch(url, 6, "orld")));
        assertEquals("400 Bad Request", status(patch(url, 5, "worldworld")));
        assertEquals("5", field(ask("HEAD", url, ""), "Upload-Offset"));
        assertEquals("415 Unsupported Media Type", status(ask("PATCH", url, "world", "Upload-Offset: 5")));
    }

    @Test
    void unknownOnes() {
        String url = "/.filetransfer/uploads/0123456789abcdef0123456789abcdef/a";
        assertEquals("404 Not Found", status(ask("HEAD", url, "")));
        assertEquals("404 Not Found", status(patch(url, 0, "x")));
        assertEquals("404 Not Found", status(ask("DELETE", url, "")));
        String begun = create("/a", "Upload-Length: 10");
        String renamed = begun.substring(0, begun.length() - 1) + "b";
        assertEquals("404 Not Found", status(ask("HEAD", renamed, "")));
        assertEquals("405 Method Not Allowed", status(ask("PUT", begun, "x")));
        assertEquals("405 Method Not Allowed", status(ask("PATCH", "/a", "x")));
    }

    @Test
    void oneThatIsGivenUp() throws Exception {
        String url = create("/a", "Upload-Length: 10");
        patch(url, 0, "hello");
        assertEquals("204 No Content", status(ask("POST", url, "", "X-HTTP-Method-Override: DELETE")));
        assertEquals("404 Not Found", status(ask("HEAD", url, "")));
        assertEquals("404 Not Found", status(patch(url, 5, "world")));
        assertTrue(files.parts().underWay().isEmpty());
    }

    @Test
    void theLengthComesLater() throws Exception {
        String url = create("/a", "Upload-Defer-Length: 1");
        assertEquals("1", field(ask("HEAD", url, ""), "Upload-Defer-Length"));
        patch(url, 0, "hello");
        patch(url, 5, "world");
        String half = ask("HEAD", url, "");
        assertEquals("10", field(half, "Upload-Offset"));
        assertNull(field(half, "Upload-Length"));
        assertFalse(Files.exists(root.resolve("a")));
        assertEquals("409 Conflict", status(patch(url, 10, "", "Upload-Length: 9")));
        assertEquals("204 No Content", status(patch(url, 10, "!", "Upload-Length: 12")));
        assertEquals("409 Conflict", status(patch(url, 11, "!", "Upload-Length: 13")));
        assertEquals("204 No Content", status(patch(url, 11, "!")));
        assertEquals("helloworld!!", text("a"));
    }

    @Test
    void theEndOfOneWhoseLengthComesLastIsTheOneThatIsTold() throws Exception {
        String url = create("/a", "Upload-Defer-Length: 1");
        patch(url, 0, "hello");
        // Written, and not held: the file is longer than it is going to be.
        assertEquals(
                "460 Checksum Mismatch",
                status(patch(url, 5, "worldworldworld", "Upload-Checksum: md5 " + sum("MD5", "x"))));
        assertEquals("204 No Content", status(patch(url, 5, "", "Upload-Length: 5")));
        assertEquals("hello", text("a"));
    }

    private static String sum(String algorithm, String content) throws Exception {
        byte[] sum = MessageDigest.getInstance(algorithm).digest(content.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sum);
    }

    @ParameterizedTest
    @CsvSource({"md5,MD5", "sha1,SHA-1", "sha256,SHA-256"})
    void checksums(String key, String algorithm) throws Exception {
        String url = create("/a", "Upload-Length: 10");
        String good = "Upload-Checksum: " + key + " " + sum(algorithm, "hello");
        assertEquals("460 Checksum Mismatch", status(patch(url, 0, "hellO", good)));
        assertEquals("0", field(ask("HEAD", url, ""), "Upload-Offset"));
        assertEquals("204 No Content", status(patch(url, 0, "hello", good)));
        assertEquals("460 Checksum Mismatch", status(patch(url, 5, "world", good)));
        assertEquals("5", field(ask("HEAD", url, ""), "Upload-Offset"));
        assertFalse(Files.exists(root.resolve("a")));
        patch(url, 5, "world");
        assertEquals("helloworld", text("a"));
    }

    @Test
    void aPieceThatIsCutKeepsWhatCame() throws Exception {
        String url = create("/a", "Upload-Length: 10");
        other.sendText(head("PATCH", url, 10, CONTENT, "Upload-Offset: 0") + "hel")
                .work();
        assertEquals("423 Locked", status(patch(url, 0, "helloworld")));
        other.disconnect().work();
        assertEquals("3", field(ask("HEAD", url, ""), "Upload-Offset"));
        patch(url, 3, "loworld");
        assertEquals("helloworld", text("a"));
    }

    @Test
    void aPieceWithAChecksumThatIsCutIsNotKept() throws Exception {
        String url = create("/a", "Upload-Length: 10");
        String sum = "Upload-Checksum: sha1 " + sum("SHA-1", "helloworld");
        other.sendText(head("PATCH", url, 10, CONTENT, "Upload-Offset: 0", sum) + "hel")
                .work();
        other.disconnect().work();
        assertEquals("0", field(ask("HEAD", url, ""), "Upload-Offset"));
        patch(url, 0, "helloworld", sum);
        assertEquals("helloworld", text("a"));
    }

    @Test
    void conditionsHoldForTheBeginAndForTheEnd() throws Exception {
        Files.writeString(root.resolve("a"), "old");
        assertEquals("412 Precondition Failed", status(ask("POST", "/a", "", "Upload-Length: 5", "If-None-Match: *")));
        String url = create("/b", "Upload-Length: 5", "If-None-Match: *");
        Files.writeString(root.resolve("b"), "new");
        assertEquals("412 Precondition Failed", status(patch(url, 0, "hello")));
        assertEquals("new", text("b"));
        assertEquals("412 Precondition Failed", status(ask("HEAD", url, "")));
        Files.delete(root.resolve("b"));
        assertEquals("5", field(ask("HEAD", url, ""), "Upload-Offset")); // all is there, and now it has its name
        assertEquals("hello", text("b"));
        String replaced = create("/a", "Upload-Length: 5");
        patch(replaced, 0, "hello");
        assertEquals("hello", text("a"));
    }

    @Test
    void aDirectoryThatIsNotThere() {
        assertEquals("404 Not Found", status(ask("POST", "/d/a", "", "Upload-Length: 5")));
        assertEquals("404 Not Found", status(ask("POST", "/d/", "", "Upload-Length: 5", "Upload-Concat: partial")));
    }

    @Test
    void threeAreJoined() throws Exception {
        Files.createDirectory(root.resolve("d"));
        String[] urls = new String[3];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = create("/d/", "Upload-Length: 5", "Upload-Concat: partial");
            assertEquals("partial", field(ask("HEAD", urls[i], ""), "Upload-Concat"));
            if (i < 2) {
                patch(urls[i], 0, "part" + i);
            }
        }
        String concat = "Upload-Concat: final;http://files" + urls[0] + " " + urls[1] + " " + urls[2];
        String metadata = "Upload-Metadata: filename " + base64("whole");
        assertEquals("409 Conflict", status(ask("POST", "/d/", "", concat, metadata)));
        patch(urls[2], 0, "part2");
        assertEquals("5", field(ask("HEAD", urls[2], ""), "Upload-Offset"));
        assertEquals(0, Files.list(root.resolve("d")).count());
        String answer = ask("POST", "/d/", "", concat, metadata);
        assertEquals("201 Created", status(answer), answer);
        assertEquals("part0part1part2", text("d/whole"));
        String joined = ask("HEAD", field(answer, "Location"), "");
        assertEquals("15", field(joined, "Upload-Offset"));
        assertEquals("15", field(joined, "Upload-Length"));
        assertEquals("final", field(joined, "Upload-Concat"));
        assertEquals("403 Forbidden", status(patch(field(answer, "Location"), 15, "x")));
        assertEquals("404 Not Found", status(ask("HEAD", urls[0], "")));
        assertTrue(files.parts().underWay().isEmpty());
        assertEquals("404 Not Found", status(ask("POST", "/d/", "", concat, metadata)));
        assertNotEquals(urls[0], urls[1]);
    }
}
