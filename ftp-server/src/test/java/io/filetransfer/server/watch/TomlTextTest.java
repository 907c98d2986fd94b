package io.filetransfer.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTextTest {
    private static final Path FILE = Path.of("settings.toml");

    private static String refusal(String text) {
        return assertThrows(IOException.class, () -> TomlText.parse(FILE, text)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a = \"\\u\"\n", "a = \"\\U]\"\n", "[\"\\u12\"]\n", "a = ", "[a", "a = 1\na = 2\n", "\u0000"})
    void whatIsNoTomlIsRefusedWithAReason(String text) {
        String reason = refusal(text);
        assertTrue(reason.startsWith("settings.toml") && !reason.endsWith("null"), reason);
    }

    /** The parser goes down with it; whoever looks at files must not. */
    @Test
    void whatIsNestedWithoutEndIsRefused() {
        assertEquals("settings.toml: it is nested too deeply", refusal("a = " + "[".repeat(100_000)));
    }

    @Test
    void whatIsTomlIsRead() throws Exception {
        assertEquals(1L, TomlText.parse(FILE, "a = 1\n").getLong("a"));
    }
}
