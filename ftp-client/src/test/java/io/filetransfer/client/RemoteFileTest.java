package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.filetransfer.client.transfer.SendableName;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.NameText;
import io.filetransfer.codec.Printable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFileTest {
    private static final Path DIRECTORY = Path.of("some/where");

    private static RemoteFile named(String name) {
        return new RemoteFile(name, Kind.OTHER, 0, null, -1, null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "...", "..a/b..", "a b", "-x", "C:x", "\\x", "%2e%2e/x"})
    void namesBelowTheDirectory(String name) {
        assertEquals(DIRECTORY + "/" + name, named(name).resolveIn(DIRECTORY).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "/etc/passwd", "../x", "a/../x", "a/..", "a/./b", "a//b", "a/", "a\0b"})
    void namesThatAreNone(String name) {
        FileTransferException failure =
                assertThrows(FileTransferException.class, () -> named(name).resolveIn(DIRECTORY));
        assertEquals(ErrorCode.BAD_NAME, failure.code());
    }

    @Test
    void namesThatCannotBeSent() {
        assertNull(SendableName.check(""));
        assertNull(SendableName.check("a\ud83d\ude00/\u00fc"));
        assertNull(SendableName.check("x".repeat(4096)));
        assertNotNull(SendableName.check("x".repeat(4097)));
        assertNull(SendableName.check("\u20ac".repeat(1365)));
        assertNotNull(SendableName.check("\u20ac".repeat(1366)));
        assertNull(SendableName.check("\ud83d\ude00".repeat(1024)));
        assertNotNull(SendableName.check("\ud83d\ude00".repeat(1025)));
        assertNull(SendableName.check("\udcff".repeat(4096)));
        assertNotNull(SendableName.check("\udcff".repeat(4097)));
        assertNotNull(SendableName.check("\udcc3\udca9"));
        assertNotNull(SendableName.check("a\0"));
        assertNotNull(SendableName.check("\ud83d"));
        assertNotNull(SendableName.check("\ude00\ud83d"));
    }

    @Test
    void aLocalNameHasTheSameBytes() {
        Path local = named("d\udce9/\t\udcff").resolveIn(DIRECTORY);
        assertEquals(DIRECTORY.resolve(NameText.path("d\udce9/\t\udcff")), local);
        assertEquals("\t\udcff", NameText.of(local));
    }

    @Test
    void textForTerminals() {
        assertEquals("lat\\xe9", Printable.of("lat\udce9"));
        assertEquals("plain \u00fc\u20ac", Printable.of("plain \u00fc\u20ac"));
        assertEquals(
                "a\\x1b[31m\\x07\\x7f\\x9b\\u202e\\u2028", Printable.of("a\u001b[31m\u0007\u007f\u009b\u202e\u2028"));
    }
}
