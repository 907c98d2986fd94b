package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret on the command line is refused with the reason and a way out, and is repeated nowhere. */
class WrittenPasswordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get ft://anna:hush@h/x",
                "get fts://anna:hush@h:9/x y",
                "--json get FTS://anna:hush@h/x",
                "get -v anna:hush@h/x",
                "get ft://:hush@h/x",
                "get ft://hush@h/x",
                "get ft://anna:p/hush@h/x",
                "get ft://anna:hush@[::1]/x",
                "get ftp://anna:hush@h/x",
                "get https://anna:hush@h/x",
                "put ft://anna:hush@h/x h/y",
                "put x ft://anna:hush@h/y",
                "put a b ft://anna:hush@h/y",
                "sync ft://anna:hush@h/x fts://anna:hush@h/y",
                "ls h ft://anna:hush@h/x",
                "mv ft://anna:hush@h/x h/y",
                "trust ft://anna:hush@h",
                "login ft://anna:hush@h",
                "profile add prod ft://anna:hush@h",
                "profile add ft://anna:hush@h h",
                "get --outptu ft://anna:hush@h/x",
                "ft://anna:hush@h/x",
                "cat -- ft://anna:hush@h/x",
            })
    void isRefused(String line) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(InputStream.nullInputStream(), said, said);
        assertEquals(ExitCode.USAGE, new Program(terminal, Map.of()).run(line.split(" ")));
        String text = said.toString(StandardCharsets.UTF_8);
        assertFalse(text.contains("hush"), text);
        assertTrue(text.contains("--user NAME"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ft://h/a@b",
                "ft://h/a:b@c",
                "ft://h:9/a:b@c",
                "ft://[::1]/a:b@c",
                "ft://[::1]:9/a:b@c",
                "ft://h",
                "a:b@c",
                "./x://a:b@c",
                "://a:b@c",
                "h/a:b@c"
            })
    void whatHasNoPasswordIsNotMistaken(String word) {
        assertDoesNotThrow(() -> WrittenPassword.refuseUrl(word));
    }
}
