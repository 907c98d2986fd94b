package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustQuestionTest {
    private static final String KEY = "SHA256:" + "K".repeat(43);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private boolean isYes(InputStream in) {
        Terminal terminal = new Terminal(
                Channels.newChannel(in),
                OutputStream.nullOutputStream(),
                Channels.newChannel(OutputStream.nullOutputStream()),
                err,
                false,
                false,
                true);
        ProgressDisplay display = new ProgressDisplay(terminal, () -> null, new RetryNotice(System::nanoTime));
        return new TrustQuestion(terminal, display, known()).isAnsweredYes("who it is\u001b[2J", "h:1", KEY);
    }

    private KnownServers known() {
        return new KnownServers(directory.resolve("known-servers"));
    }

    private static InputStream typed(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is typed after the line belongs to whoever reads next. */
    @ParameterizedTest
    @ValueSource(strings = {"yes\n", " yes \r\n", "yes\nmore"})
    void aYesIsNoted(String text) throws Exception {
        InputStream in = typed(text);
        assertTrue(isYes(in));
        assertEquals(Map.of("h:1", KEY), known().all());
        assertEquals(text.contains("more") ? "more" : "", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(shown.endsWith("Trust it from now on? (yes/no) "), shown);
        assertFalse(shown.contains("\u001b"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "\n", "y\n", "Yes\n", "yes!\n", "yes yes\n", "", "yes", "\u0000yes\n"})
    void allElseIsANo(String text) {
        assertFalse(isYes(typed(text)));
        assertEquals(Map.of(), known().all());
    }

    @Test
    void nobodyIsReadForever() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'y';
            }
        };
        assertFalse(isYes(endless));
        assertEquals(Map.of(), known().all());
    }
}
