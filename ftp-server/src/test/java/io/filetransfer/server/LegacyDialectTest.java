package io.filetransfer.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The legacy clients over the same connection. */
class LegacyDialectTest {
    private static final String NOT_FOUND = "File not found. Try again.";

    private Talk talk;

    LegacyDialectTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    private void pause() {
        talk.pass(100, TimeUnit.MILLISECONDS).work();
    }

    @Test
    void doneThenTheFileThenTheEnd() {
        talk.storage.put("notes.txt", "hello");
        talk.sendText("1").sendText("notes.txt:GET").work();
        assertEquals("Done", talk.text());
        pause();
        assertEquals("hello", talk.text());
        assertFalse(talk.channel.isOpen());
        assertFalse(talk.channel.isReset());
    }

    @Test
    void aLargeFileStreams() {
        talk.storage.put("a", "x".repeat(3_000_000));
        talk.sendText("1a:get").work();
        assertEquals("Done", talk.text());
        pause();
        assertEquals(3_000_000, talk.text().length());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void aHalfClosedClientGetsItsFile() {
        talk.storage.put("a", "x".repeat(3_000_000));
        talk.sendText("1a:GET").halfClose().work();
        pause();
        assertEquals("Done".length() + 3_000_000, talk.text().length());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void theCountMayStandInFrontOfTheName() {
        talk.storage.put("2notes", "right");
        talk.sendText("12notes:GET").work();
        pause();
        assertEquals("Doneright", talk.text());
    }

    @Test
    void aMissingFile() {
        talk.sendText("1none:GET").work();
        pause();
        assertEquals("Done" + NOT_FOUND, talk.text());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void anUploadEndsWithTheStream() {
        talk.sendText("1a:PUT").work();
        assertEquals("Done", talk.text());
        talk.sendText("hel").sendText("lo").work();
        assertTrue(talk.storage.names().isEmpty());
        talk.halfClose().work();
        assertEquals("hello", talk.storage.text("a"));
        assertFalse(talk.channel.isOpen());
        assertFalse(talk.channel.isReset());
    }

    @Test
    void contentRightBehindTheChoice() {
        talk.sendText("1a:PUThello").halfClose().work();
        assertEquals("hello", talk.storage.text("a"));
        assertEquals("Done", talk.text());
        assertFalse(talk.channel.isOpen());
        assertFalse(talk.channel.isReset());
    }

    @Test
    void contentRightBehindTheChoiceAndMoreLater() {
        talk.sendText("1a:PUThello").work();
        assertEquals("Done", talk.text());
        talk.sendText(" world").halfClose().work();
        assertEquals("hello world", talk.storage.text("a"));
    }

    @Test
    void nothingIsCreatedForAnUploadThatIsResetAtAnyStep() {
        for (int step = 0; step < 6; step++) {
            talk.sendText("1a:PUThello");
            for (int i = 0; i < step; i++) {
                talk.disk.runOne();
                talk.settle();
            }
            talk.disconnect().work();
            assertTrue(talk.storage.names().isEmpty());
            talk.close();
            talk = newTalk();
        }
    }

    private static Talk newTalk() {
        try {
            return new Talk();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientWithoutTheFileCreatesNothing() {
        talk.sendText("1a:PUT").work();
        talk.sendText(NOT_FOUND).halfClose().work();
        assertTrue(talk.storage.names().isEmpty());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void aRefusedUploadIsToldInsteadOfDone() {
        talk.sendText("1../a:PUT").work();
        assertTrue(talk.text().startsWith("BAD_NAME: "));
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void anUploadThatFailsLaterIsReset() {
        talk.sendText("1a:PUT").work();
        talk.storage.fail("write", ErrorCode.INSUFFICIENT_STORAGE);
        talk.sendText("x").work();
        assertEquals("Done", talk.text());
        assertTrue(talk.channel.isReset());
    }

    @Test
    void aFileThatCannotBeReadToItsEndIsReset() {
        talk.storage.put("a", new byte[3_000_000]);
        talk.sendText("1a:GET").work();
        talk.channel.stick(true);
        talk.storage.fail("read", ErrorCode.STORAGE_FAILED);
        pause();
        talk.channel.stick(false);
        talk.work();
        talk.text();
        assertTrue(talk.channel.isReset());
    }

    @Test
    void aReaderThatIsTooSlowIsResetAndNotClosed() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.sendText("1a:GET").work();
        talk.channel.stick(true);
        pause();
        for (int i = 0; i < 80; i++) {
            talk.pass(1, TimeUnit.SECONDS);
        }
        assertTrue(talk.channel.isReset());
    }

    @Test
    void aFileThatIsCutOffWhenTheServerEndsIsReset() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.sendText("1a:GET").work();
        talk.channel.stick(true);
        pause();
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::shutDown);
        talk.disconnect();
        assertTrue(talk.channel.isReset());
    }

    @Test
    void aMissingFileIsToldOnceAlsoWhileTheServerGoesDown() {
        talk.sendText("1none:GET").work();
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.settle();
        pause();
        assertEquals("Done" + NOT_FOUND, talk.text());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void anotherChoiceIsUnsupported() {
        talk.sendText("1a:DEL").work();
        assertTrue(talk.text().startsWith("UNSUPPORTED: "));
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        talk.close();
        talk = new Talk(ServerConfig.builder(Path.of("/")).legacyDialect(false).build());
        talk.sendText("1a:PUThello").halfClose().work();
        assertTrue(talk.text().startsWith("UNSUPPORTED: "));
        assertEquals(List.of(), talk.storage.calls);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void theFirstRequestIsDueInTime() {
        talk.sendText("1").pass(13, TimeUnit.SECONDS);
        assertTrue(talk.text().startsWith("TIMEOUT: "));
    }
}
