package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteNameTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // text, host, port, path
                "localhost/notes.txt, localhost, 50000, notes.txt",
                "localhost:50001/notes.txt, localhost, 50001, notes.txt",
                "h/a/b/c, h, 50000, a/b/c",
                "h, h, 50000, \"\"",
                "h/, h, 50000, \"\"",
                "h:1, h, 1, \"\"",
                "h:65535/x, h, 65535, x",
                "h//x, h, 50000, /x",
                "h/dir/, h, 50000, dir/",
                "192.0.2.1:7/x, 192.0.2.1, 7, x",
                "[::1]/x, ::1, 50000, x",
                "[::1]:50001/a/b, ::1, 50001, a/b",
                "[fe80::1%eth0]:5/x, fe80::1%eth0, 5, x",
                "[::ffff:192.0.2.1], ::ffff:192.0.2.1, 50000, \"\"",
                "h/100%, h, 50000, 100%",
                "h/a%2Fb, h, 50000, a%2Fb",
                "h/a:b@c?d#e, h, 50000, a:b@c?d#e",
                "my_host-1.example.org/x, my_host-1.example.org, 50000, x",
                "ft://h/a%20b, h, 50000, a b",
                "ft://h:9/%25, h, 9, %",
                "ft://h/%2541, h, 50000, %41",
                "ft://h/%C3%A4, h, 50000, ä",
                "FT://h/x, h, 50000, x",
                "ft://h, h, 50000, \"\"",
                "fts://h, h, 50000, \"\"",
                "fts://h:9/a%20b, h, 9, a b",
                "FTS://[::1]:5/x, ::1, 5, x",
                "ft://[::1]:5/x, ::1, 5, x",
                "ft://[fe80::1%25eth0]/x, fe80::1%eth0, 50000, x",
                "ft://h/..%2e, h, 50000, ...",
            })
    void isRead(String text, String host, int port, String path) throws UsageException {
        RemoteName name = RemoteName.parse(text);
        assertEquals(host, name.host());
        assertEquals(port, name.port());
        assertEquals(path, name.path());
        assertEquals(text, name.text());
        assertEquals(text.toLowerCase(Locale.ROOT).startsWith("fts:"), name.tls());
    }

    @Test
    void escapesInAUrlAreBytesOfAnyName() throws Exception {
        assertEquals("lat\udce9\t.txt", RemoteName.parse("ft://h/lat%e9%09.txt").path());
        assertEquals(
                "\u00e9\udcc0\udc80", RemoteName.parse("ft://h/%C3%a9%c0%80").path());
        assertEquals("lat\udce9", RemoteName.parse("h/lat\udce9").path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "./x",
                "../x",
                "~/x",
                ":50000/x",
                "h:/x",
                "h:0/x",
                "h:65536/x",
                "h:05/x",
                "h:+5/x",
                "h:5x/x",
                "h:99999999999/x",
                "h:１/x",
                "::1/x",
                "[::1/x",
                "[::1]x/x",
                "[::1]:/x",
                "[]/x",
                "[zz::]/x",
                "[::1%]/x",
                "[::1%a b]/x",
                "fts://",
                "fts://h/%4",
                "fts:///x",
                "http://h/x",
                "file:///x",
                "ft:///x",
                "ft:/x",
                "ft://",
                "a b/x",
                "h\u001b[0m/x",
                "-h/x",
                "ft://h/%",
                "ft://h/%4",
                "ft://h/%zz",
                "ft://h/%00",
                "ft://h/a%2Fb",
                "ft://h/a?b",
                "ft://h/a#b",
                "ft://h/%+1",
            })
    void isRefused(String text) {
        UsageException refused = assertThrows(UsageException.class, () -> RemoteName.parse(text));
        assertTrue(refused.getMessage().contains("'" + text + "'"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "h/x, h:50000",
        "ft://Host.Example:9/x, host.example:9",
        "fts://h:9, h:9",
        "[::1]/x, [::1]:50000",
        "[FE80::1]:9, [fe80::1]:9",
    })
    void theServer(String text, String server) throws UsageException {
        assertEquals(server, RemoteName.parse(text).server());
    }

    @Test
    void whatIsDerivedStaysEncrypted() throws UsageException {
        RemoteName name = RemoteName.parse("fts://h/d/x");
        assertTrue(name.directory().tls());
        assertTrue(name.child("y").tls());
        assertFalse(RemoteName.parse("ft://h/d").child("y").tls());
        assertTrue(RemoteName.parse("h/d").encrypted().tls());
    }

    @ParameterizedTest
    @CsvSource({"h, /", "h/, /", "h//, /", "h/a, a", "h/a/, a", "h/a/b/, a/b", "h//a, /a"})
    void asTheServerTakesIt(String text, String request) throws UsageException {
        assertEquals(request, RemoteName.parse(text).request());
    }

    @ParameterizedTest
    @CsvSource({
        "h, f, f, h/f",
        "h/, f, f, h/f",
        "h/d, f, d/f, h/d/f",
        "h/d/, f, d/f, h/d/f",
        "ft://h, f, f, ft://h/f",
    })
    void aChild(String directory, String child, String path, String text) throws UsageException {
        RemoteName name = RemoteName.parse(directory).child(child);
        assertEquals(path, name.path());
        assertEquals(text, name.text());
        assertEquals(text.toLowerCase(Locale.ROOT).startsWith("fts:"), name.tls());
    }

    @Test
    void pathsAreRequiredWhereAFileIsMeant() throws UsageException {
        assertThrows(UsageException.class, () -> RemoteName.parse("h").requirePath());
        assertThrows(UsageException.class, () -> RemoteName.parse("h/").requirePath());
        assertThrows(UsageException.class, () -> RemoteName.parse("h//").requirePath());
        assertEquals("x", RemoteName.parse("h/x").requirePath().path());
    }

    @Test
    void serversAreCompared() throws UsageException {
        assertTrue(RemoteName.parse("h/a").sameServer(RemoteName.parse("ft://H:50000/b")));
        assertFalse(RemoteName.parse("h/a").sameServer(RemoteName.parse("h:1/a")));
        assertFalse(RemoteName.parse("h/a").sameServer(RemoteName.parse("g/a")));
        assertFalse(RemoteName.parse("h/a").sameServer(RemoteName.parse("fts://h/a")));
        assertTrue(RemoteName.parse("fts://h/a").sameServer(RemoteName.parse("FTS://h/b")));
    }

    @Test
    void authorityIsWhatStandsBeforeThePath() {
        assertEquals("h:1", RemoteName.authority("h:1/a/b"));
        assertEquals("h", RemoteName.authority("h"));
        assertEquals("ft://h:1", RemoteName.authority("ft://h:1/a"));
    }

    @Test
    void literalPathsStayAsTheyAre() {
        Seeds.run(500, random -> {
            String path = randomPath(random);
            assertEquals(path, RemoteName.parse("host:1/" + path).path());
        });
    }

    @Test
    void escapedPathsComeBackOnce() {
        Seeds.run(500, random -> {
            String path = randomPath(random);
            RemoteName name = RemoteName.parse("ft://host:1/" + escape(path, random));
            assertEquals(path, name.path());
        });
    }

    @Test
    void anythingElseIsAUsageFailureAtMost() {
        String alphabet = "ft:/[]@%?#.-_ab0125\u0000\u001bä\ud800";
        Seeds.run(5000, random -> {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "ft://" : "");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                RemoteName name = RemoteName.parse(text.toString());
                assertTrue(name.port() >= 1 && name.port() <= 65535);
                assertFalse(name.host().isEmpty());
                assertTrue(name.host().chars().noneMatch(c -> c <= ' ' || c == '/' || c == '@'));
            } catch (UsageException e) {
                assertFalse(e.getMessage().isBlank());
            }
        });
    }

    private static String randomPath(Random random) {
        String alphabet = "ab/. %?#:@[]\\'\"*~+&=ä€😀";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            path.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return path.toString();
    }

    /** Escapes what must be, and at random what may be. */
    private static String escape(String path, Random random) {
        StringBuilder escaped = new StringBuilder();
        path.codePoints().forEach(point -> {
            String character = Character.toString(point);
            boolean must = "%?#".contains(character);
            if (point != '/' && (must || random.nextBoolean())) {
                for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                    String hex = HexFormat.of().toHexDigits(b);
                    escaped.append('%').append(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
                }
            } else {
                escaped.append(character);
            }
        });
        return escaped.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h/d/*.txt|*.txt",
                "h/d/[ab]|[ab]",
                "h/*/x|",
                "h/d/|",
                "h/d*/|",
                "h/d/x[1|",
                "h/d/x|",
                "[::1]/x|",
                "h/d/%2A|",
                "h/d/a\\*b|a\\*b",
                "ft://h/d/*.txt|*.txt",
                "ft://h/d/%2A.txt|",
                "ft://h/d/a%5B1%5D*|a\\[1\\]*",
                "ft://h/d/%3f%2d[a%2Dc]|\\?\\-[a\\-c]",
                "ft://h/d/%C3%A4*|ä*",
            })
    void thePatternAtTheEnd(String text, String pattern) throws UsageException {
        assertEquals(pattern, RemoteName.parse(text).pattern());
    }
}
