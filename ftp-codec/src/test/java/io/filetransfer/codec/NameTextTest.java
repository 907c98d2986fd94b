package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTextTest {
    @TempDir
    Path directory;

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "6c6174e92e747874, lat\udce9.txt",
        "ff, \udcff",
        "c3a9, \u00e9",
        "c3, \udcc3",
        "e282ac, \u20ac",
        "e28241, \udce2\udc82A",
        "f09f9880, \ud83d\ude00",
        "f09f98, \udcf0\udc9f\udc98",
        "eda080, \udced\udca0\udc80",
        "c080, \udcc0\udc80",
        "f09f9880fff09f9880, \ud83d\ude00\udcff\ud83d\ude00",
    })
    void bytesThatAreNotUtf8ReadAsHalves(String bytes, String name) {
        assertEquals(name, NameText.of(hex(bytes)));
        assertArrayEquals(hex(bytes), NameText.bytes(name));
        assertTrue(NameText.isName(name));
        assertEquals(
                NameText.isText(name),
                new String(hex(bytes), StandardCharsets.UTF_8).equals(name) && !name.contains("\uFFFD"));
    }

    @Test
    void anyBytesComeBack() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] pieces = hex("00094161c3a9e282acf09f9880edbf80ff");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = pieces[random.nextInt(pieces.length)];
            }
            String name = NameText.of(bytes);
            assertArrayEquals(bytes, NameText.bytes(name));
            assertTrue(NameText.isName(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc7f", "\udd00", "a\udbff", "\udcc3\udca9"})
    void otherHalvesAreNoName(String name) {
        assertFalse(NameText.isName(name));
        assertFalse(NameText.isText(name));
    }

    @Test
    void otherHalvesHaveNoBytes() {
        assertThrows(IllegalArgumentException.class, () -> NameText.bytes("a\ud800"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "lat\udce9%.txt", "\udcff", "tab\t\n", "\u00e9", "\u6587\udcc3", "a:b?#%20", "\uFFFD"})
    void theDiskHasTheBytes(String name) throws Exception {
        Path file = directory.resolve(NameText.path(name));
        Files.writeString(file, "x");
        try (Stream<Path> files = Files.list(directory)) {
            Path found = files.findFirst().orElseThrow();
            assertEquals(file, found);
            assertEquals(name, NameText.of(found));
            assertEquals(name, NameText.of(found.getFileName()));
        }
        Process ls = new ProcessBuilder("ls", "-N", directory.toString()).start();
        byte[] shown = ls.getInputStream().readAllBytes();
        assertArrayEquals(NameText.bytes(name + "\n"), shown);
        Files.delete(file);
    }

    @Test
    void aNameMayHaveSeveralComponents() {
        Path path = NameText.path("a/\udcff/b");
        assertEquals(3, path.getNameCount());
        assertEquals("b", NameText.of(path));
        assertEquals("\udcff", NameText.of(path.getParent()));
        assertFalse(path.isAbsolute());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/\udce9/b", "a/\udce9/b", "\udce9", "/a", "a/b"})
    void aWholePathComesBack(String text) {
        assertEquals(text, NameText.text(NameText.path(text)));
        assertEquals(text.startsWith("/"), NameText.path(text).isAbsolute());
    }

    @Test
    void whatIsShownIsText() {
        assertEquals("lat\\xe9\ud83d\ude00", NameText.shown("lat\udce9\ud83d\ude00"));
        assertEquals("lat\uFFFD\ud83d\ude00", NameText.approximate("lat\udce9\ud83d\ude00"));
        assertTrue(NameText.isPlain("\u00e9 \ud83d\ude00"));
        assertFalse(NameText.isPlain("a\tb"));
        assertFalse(NameText.isPlain("\udce9"));
    }
}
