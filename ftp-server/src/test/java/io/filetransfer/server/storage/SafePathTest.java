package io.filetransfer.server.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathTest {
    private static final String CHARACTERS =
            "ab.%\\: /~\u00e9\u6587\0\t\n\r\u001b\u007f\u0085\u009f\ud83d\ude00\ufffd\udcc3\udca9";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b",
                "...",
                "..\\x",
                "%2e%2e/x",
                "C:\\x",
                "\\\\host\\share\\x",
                "f.txt:stream",
                "CON",
                "trailing.",
                "trailing ",
                " / /b",
                "-rf",
                "~",
                "etc/passwd",
                "a/.filetransfer",
                ".filetransfer2",
                "\u00e4\u00f6\u00fc",
                "a\u0308",
                "\u6587\u4ef6/\ud83d\ude00",
                "\u202e",
                " ",
                "\u2003",
                "\u0001",
                "a\tb",
                "a\nb",
                "a\u001b[31m",
                "a\u007f",
                "a\u0085b",
                "lat\udce9.txt",
                "\udcff/\udcc3(",
                "\ufeffbom"
            })
    void ordinaryNamesStayAsTheyAre(String name) throws Exception {
        assertEquals(name, SafePath.parse(name).toString());
        assertEquals(SafePath.parse(name), SafePath.parse("/" + name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "a/",
                "/a/",
                "a//b",
                "//a",
                ".",
                "..",
                "../x",
                "a/../../x",
                "a/..",
                "./a",
                "a/./b",
                "....//x",
                "a\0b",
                "\ud83d",
                "\ude00\ud83d",
                "a\ud83dz",
                "\udc7f",
                "\udcc3\udca9",
                ".filetransfer",
                "/.filetransfer",
                ".filetransfer/lock",
                ".FileTransfer/staging"
            })
    void namesThatBreakARuleAreRefused(String name) {
        assertEquals(ErrorCode.BAD_NAME, refusal(name));
    }

    @Test
    void anEmptyNameIsNoRequest() {
        assertEquals(ErrorCode.BAD_REQUEST, refusal(""));
    }

    @Test
    void aSlashAloneIsTheRoot() throws Exception {
        assertSame(SafePath.ROOT, SafePath.parse("/"));
        assertTrue(SafePath.ROOT.isRoot());
        assertEquals("", SafePath.ROOT.toString());
        assertThrows(IllegalStateException.class, SafePath.ROOT::parent);
        assertThrows(IllegalStateException.class, SafePath.ROOT::name);
    }

    static Stream<List<Object>> limits() {
        return Stream.of(
                List.of("a".repeat(255), true),
                List.of("a".repeat(256), false),
                List.of("\u6587".repeat(85), true),
                List.of("\u6587".repeat(86), false),
                List.of("\u6587".repeat(255), false),
                List.of("\udcff".repeat(255), true),
                List.of("\udcff".repeat(256), false),
                List.of("\ud83d\ude00".repeat(63) + "abc", true),
                List.of("\ud83d\ude00".repeat(64), false),
                List.of("a/".repeat(254) + "a", true),
                List.of("a/".repeat(255) + "a", false),
                List.of("a/".repeat(300) + "a", false),
                List.of(("a".repeat(255) + "/").repeat(15) + "a".repeat(255) + "/", false),
                List.of(("a".repeat(255) + "/").repeat(15) + "a".repeat(255), true),
                List.of("/" + ("a".repeat(255) + "/").repeat(15) + "a".repeat(255), true),
                List.of(("a".repeat(255) + "/").repeat(15) + "a".repeat(254) + "/a", true),
                List.of(("a".repeat(255) + "/").repeat(15) + "a".repeat(254) + "/aa", false),
                List.of("a".repeat(1_000_000), false));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limitsCountBytes(List<Object> limit) throws Exception {
        String name = (String) limit.get(0);
        if ((Boolean) limit.get(1)) {
            assertFalse(SafePath.parse(name).isRoot());
        } else {
            assertEquals(ErrorCode.BAD_NAME, refusal(name));
        }
    }

    @Test
    void partsOfAName() throws Exception {
        SafePath path = SafePath.parse("/a/b/c");
        assertEquals("c", path.name());
        assertEquals(SafePath.parse("a/b"), path.parent());
        assertEquals(SafePath.ROOT, path.parent().parent().parent());
        assertEquals(path, path.parent().resolve("c"));
        assertEquals(List.of("a", "b", "c"), path.components());
        assertTrue(path.startsWith(SafePath.ROOT));
        assertTrue(path.startsWith(path));
        assertTrue(path.startsWith(path.parent()));
        assertFalse(path.startsWith(SafePath.parse("a/b/c/d")));
        assertFalse(SafePath.parse("ab").startsWith(SafePath.parse("a")));
        assertNotEquals(SafePath.parse("a/B"), SafePath.parse("a/b"));
        assertThrows(StorageException.class, () -> path.resolve("x/y"));
        assertThrows(StorageException.class, () -> path.resolve(".."));
        assertThrows(StorageException.class, () -> SafePath.ROOT.resolve(".filetransfer"));
    }

    @Test
    void whateverIsAcceptedIsSafe() {
        long seed = System.nanoTime();
        System.out.println("SafePathTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            String name = random(random);
            SafePath path;
            try {
                path = SafePath.parse(name);
            } catch (StorageException e) {
                assertTrue(e.code() == ErrorCode.BAD_NAME || e.code() == ErrorCode.BAD_REQUEST);
                continue;
            }
            String context = "seed " + seed + " name " + name;
            assertEquals(name.startsWith("/") ? name.substring(1) : name, path.toString(), context);
            for (String component : path.components()) {
                assertFalse(List.of("", ".", "..").contains(component), context);
                assertFalse(component.contains("/") || component.contains("\0"), context);
                byte[] bytes = NameText.bytes(component);
                assertEquals(component, NameText.of(bytes), context);
                assertTrue(bytes.length <= Limits.COMPONENT, context);
            }
        }
    }

    private static String random(Random random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 6);
        for (int i = 0; i < length; i++) {
            name.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return name.toString();
    }

    private static ErrorCode refusal(String name) {
        return assertThrows(StorageException.class, () -> SafePath.parse(name)).code();
    }

    /** Counted by what is allocated: no part is copied again for each that comes after it. */
    @Test
    void aNameOfManyPartsIsReadInOnePass() throws Exception {
        String few = "a/".repeat(60) + "a";
        String many = "a/".repeat(240) + "a";
        allocated(() -> SafePath.parse(few)); // the first one loads classes
        long ofFew = allocated(() -> SafePath.parse(few));
        long ofMany = allocated(() -> SafePath.parse(many));
        assertTrue(ofMany < 6 * ofFew, ofFew + " bytes, and " + ofMany + " for four times as many parts");
        SafePath top = SafePath.parse("top");
        SafePath fewParts = SafePath.parse(few);
        SafePath manyParts = SafePath.parse(many);
        long belowFew = allocated(() -> fewParts.below(top));
        long belowMany = allocated(() -> manyParts.below(top));
        assertTrue(belowMany < 6 * belowFew, belowFew + " bytes, and " + belowMany + " for four times as many parts");
    }

    private interface Reading {
        SafePath read() throws StorageException;
    }

    private static long allocated(Reading reading) throws StorageException {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        SafePath path = reading.read();
        long after = threads.getThreadAllocatedBytes(thread);
        assertFalse(path.isRoot());
        return after - before;
    }
}
