package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void ordinaryTextIsTheSame() {
        String text = "notes (1) ~ final.txt";
        assertSame(text, Printable.of(text));
        assertEquals("grün 日本 😀", Printable.of("grün 日本 😀"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\u001b[2J', '\\x1b[2J'",
        "'a\nb\tc\rd', 'a\\nb\\tc\\rd'",
        "'\u0007\u0000\u007f', '\\x07\\x00\\x7f'",
        "'\u009b31m', '\\x9b31m'",
        "'\u202egpj.exe', '\\u202egpj.exe'",
        "'lat\udce9\ud83d\ude00', 'lat\\xe9\ud83d\ude00'",
        "'\u2028', '\\u2028'",
        "'\ud800', '\\ud800'",
        "'\ue0001', '\ue0001'",
    })
    void whatMovesATerminalIsEscaped(String text, String printed) {
        assertEquals(printed, Printable.of(text));
    }

    @Test
    void tagsBeyondThePlaneAreEscaped() {
        assertEquals("\\u{e0041}", Printable.of(Character.toString(0xe0041)));
    }

    /** One character beyond the first plane is two to a log. */
    @Test
    void tagsBeyondThePlaneAreEscapedInLogs() {
        assertEquals("a\\udb40\\udc41", Printable.quoted("a" + Character.toString(0xe0041)));
    }

    @Test
    void nothingGetsThrough() {
        Seeds.run(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append((char) random.nextInt(1 << (1 + random.nextInt(16))));
            }
            assertTrue(Printable.of(text.toString())
                    .codePoints()
                    .noneMatch(c -> c < 0x20 || c >= 0x7f && c < 0xa0 || Character.getType(c) == Character.SURROGATE));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b.txt", "\u00e4\u6587\ud83d\ude00", "${jndi:ldap://x}", "%s {}"})
    void ordinaryTextStays(String text) {
        assertSame(text, Printable.quoted(text));
    }

    @Test
    void aNameCannotMakeALineOfItsOwn() {
        assertEquals("a\\u000a2026 ok", Printable.quoted("a\n2026 ok"));
        assertEquals("\\u000d\\u0009\\u001b[2J\\u0000\\u007f", Printable.quoted("\r\t\u001b[2J\0\u007f"));
        assertEquals("\\u0085\\u009b", Printable.quoted("\u0085\u009b"));
        assertEquals("\\u2028\\u2029", Printable.quoted("\u2028\u2029"));
    }

    @Test
    void aNameCannotEndItsQuotes() {
        assertEquals("a\\\" 5 bytes", Printable.quoted("a\" 5 bytes"));
        assertEquals("a\\\\", Printable.quoted("a\\"));
    }

    @Test
    void aNameCannotTurnTheLineAround() {
        assertEquals("\\u202egpj\\u200b\\ufeff", Printable.quoted("\u202egpj\u200b\ufeff"));
    }

    @Test
    void halvesOfCharactersAreSeen() {
        assertEquals("\\ud83dx", Printable.quoted("\ud83dx"));
        assertEquals("x\\ude00", Printable.quoted("x\ude00"));
        assertEquals("\\ude00\\ud83d", Printable.quoted("\ude00\ud83d"));
        assertEquals("\ud83d\ude00\\ud83d", Printable.quoted("\ud83d\ude00\ud83d"));
    }
}
