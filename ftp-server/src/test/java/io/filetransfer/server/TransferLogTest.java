package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferLogTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a b.txt", "\u00e4\u6587\ud83d\ude00", "${jndi:ldap://x}", "%s {}"})
    void ordinaryTextStays(String text) {
        assertSame(text, TransferLog.escape(text));
    }

    @Test
    void aNameCannotMakeALineOfItsOwn() {
        assertEquals("a\\u000a2026 ok", TransferLog.escape("a\n2026 ok"));
        assertEquals("\\u000d\\u0009\\u001b[2J\\u0000\\u007f", TransferLog.escape("\r\t\u001b[2J\0\u007f"));
        assertEquals("\\u0085\\u009b", TransferLog.escape("\u0085\u009b"));
        assertEquals("\\u2028\\u2029", TransferLog.escape("\u2028\u2029"));
    }

    @Test
    void aNameCannotEndItsQuotes() {
        assertEquals("a\\\" 5 bytes", TransferLog.escape("a\" 5 bytes"));
        assertEquals("a\\\\", TransferLog.escape("a\\"));
    }

    @Test
    void aNameCannotTurnTheLineAround() {
        assertEquals("\\u202egpj\\u200b\\ufeff", TransferLog.escape("\u202egpj\u200b\ufeff"));
    }

    @Test
    void halvesOfCharactersAreSeen() {
        assertEquals("\\ud83dx", TransferLog.escape("\ud83dx"));
        assertEquals("x\\ude00", TransferLog.escape("x\ude00"));
        assertEquals("\\ude00\\ud83d", TransferLog.escape("\ude00\ud83d"));
        assertEquals("\ud83d\ude00\\ud83d", TransferLog.escape("\ud83d\ude00\ud83d"));
    }
}
