package io.filetransfer.server;

import static io.filetransfer.server.Talk.askedPut;
import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static io.filetransfer.server.Talk.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies of requests: whole, cut, cancelled, refused, too long, on a disk that fails. */
class UploadTest {
    private Talk talk;

    UploadTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    @Test
    void theReplyDescribesWhatIsStored() {
        talk.send(put("a"), content("hello"), end("hello")).work();
        Reply reply = talk.onlyReply();
        assertEquals(5, reply.options().get(Option.SIZE, -1L));
        assertEquals(Talk.crc("hello"), reply.options().get(Option.DIGEST, Digest.NONE));
        assertEquals(Durability.SYNCED, reply.options().get(Option.DURABILITY, null));
        assertTrue(reply.options().has(Option.VERSION));
    }

    @Test
    void anEmptyFile() {
        talk.send(put("a"), end(""), get("a")).work();
        assertEquals(List.of("reply", "reply", "end"), talk.answers());
        assertEquals("", talk.storage.text("a"));
    }

    private int length(Frame... frames) {
        ByteBuf bytes = talk.segment(frames);
        try {
            return bytes.readableBytes();
        } finally {
            bytes.release();
        }
    }

    /** What is kept while reading pauses comes in the middle of the start: here the end, behind a first step of bytes. */
    @Test
    void aBodyThatEndsWhileItStartsIsStoredOnce() {
        talk.send(put("other"), end("")).work();
        byte[] large = new byte[Intake.STEP - length(put("a"), content("1"), end("1"), put("a"), content(""))];
        talk.storage.calls.clear();
        talk.answers();
        talk.send(put("a"), content("1"), end("1"), put("a"), content(large), end(large));
        talk.disk.atOnce = true;
        talk.work();
        assertEquals(List.of("reply", "reply"), talk.answers());
        assertEquals(
                2,
                talk.storage.calls.stream()
                        .filter(call -> call.startsWith("commit"))
                        .count(),
                () -> talk.storage.calls.toString());
    }

    @Test
    void nothingIsStoredForACutCancelledOrDamagedBody() {
        talk.send(put("a"), content("12345"), end("12346")).work();
        talk.send(put("b"), content("12345"), new Frame.Cancel(1)).work();
        talk.send(put("c"), content("123"), end("12345")).work();
        talk.send(put("d"), content("123"), new End(3, Digest.of(DigestAlgorithm.SHA256, new byte[32])))
                .work();
        talk.send(put("e"), content("123")).halfClose().work();
        assertEquals(
                List.of("CHECKSUM_MISMATCH", "CANCELLED", "TRUNCATED", "CHECKSUM_MISMATCH", "TRUNCATED"),
                talk.answers());
        assertFalse(talk.channel.isOpen());
        assertTrue(talk.storage.names().isEmpty());
        assertTrue(talk.storage.open.isEmpty());
    }

    @Test
    void nothingIsStoredWhenTheConnectionIsLostInABody() {
        for (int steps = 0; steps < 5; steps++) {
            talk.send(put("a"), content("1"), content("2"));
            for (int i = 0; i < steps; i++) {
                talk.disk.runOne();
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
    void aDeclaredLengthIsKept() {
        Request five = new Request("a", Choice.PUT, Options.NONE.with(Option.SIZE, 5L));
        talk.send(five, content("123456"), end("123456")).work();
        talk.send(five, content("1234"), end("1234")).work();
        assertEquals(List.of("LENGTH_EXCEEDED", "TRUNCATED"), talk.answers());
        talk.send(put("b"), content("1"), end("1")).work();
        assertEquals(List.of("reply"), talk.answers());
    }

    @Test
    void theLengthInTheEndFrameIsKept() {
        talk.send(put("a"), content("123456"), end("12345")).work();
        talk.send(put("a"), content("1234"), end("12345")).work();
        assertEquals(List.of("LENGTH_EXCEEDED", "TRUNCATED"), talk.answers());
        assertTrue(talk.storage.names().isEmpty());
    }

    /** They are legal in a body, also in front of its turn, and worth nothing. */
    @Test
    void emptyContentInABody() {
        talk.send(put("a"), content("1"), end("1"), put("b"), content(""), content("2"), content(""), end("2"))
                .work();
        assertEquals(List.of("reply", "reply"), talk.answers());
        assertEquals("2", talk.storage.text("b"));
    }

    @Test
    void theServersLimitIsKept() throws Exception {
        talk.close();
        talk = new Talk(ServerConfig.builder(Path.of("/")).maxFileSize(3).build());
        talk.send(put("a"), content("1234"), end("1234")).work();
        Options asks = Options.NONE.with(Option.SIZE, 4L).with(Option.ASK_FIRST, true);
        talk.send(new Request("b", Choice.PUT, asks)).work();
        talk.send(put("c"), content("123"), end("123")).work();
        assertEquals(List.of("TOO_LARGE", "TOO_LARGE", "reply"), talk.answers());
    }

    @Test
    void whoAsksFirstIsTold() {
        talk.send(askedPut("a")).work();
        assertEquals(List.of("go"), talk.answers());
        talk.send(content("x"), end("x"), get("a")).work();
        assertEquals(List.of("reply", "reply", "x", "end"), talk.answers());
    }

    @Test
    void whoAsksFirstAndIsRefusedSendsNoBody() {
        talk.storage.put("a", "old");
        Options options = Options.NONE.with(Option.ASK_FIRST, true).with(Option.EXPECT_ABSENT, true);
        talk.send(new Request("a", Choice.PUT, options)).work();
        talk.send(get("a")).work();
        assertEquals(List.of("EXISTS", "reply", "old", "end"), talk.answers());
    }

    @Test
    void whoDoesNotWaitForTheGoGetsItAllTheSame() {
        talk.send(askedPut("a"), content("x"), end("x")).work();
        assertEquals(List.of("go", "reply"), talk.answers());
    }

    @Test
    void askingFirstCanBeCancelled() {
        talk.send(askedPut("a"), new Frame.Cancel(0), get("none")).work();
        assertEquals(List.of("CANCELLED", "NOT_FOUND"), talk.answers());
    }

    @Test
    void askingFirstAndHalfCloseDoesNotHang() {
        talk.send(get("none"), askedPut("a")).halfClose().work();
        assertEquals(List.of("NOT_FOUND", "TRUNCATED"), talk.answers());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void theGoWaitsForTheAnswersBeforeIt() {
        talk.storage.put("g", "g");
        talk.send(get("g"), askedPut("a"));
        while (talk.answers().isEmpty()) {
            assertTrue(talk.disk.runOne());
            talk.settle();
        }
        talk.work();
        assertEquals(List.of("go"), talk.answers());
        talk.send(end("")).work();
        assertEquals(List.of("reply"), talk.answers());
    }

    @Test
    void aDiskThatFailsIsToldAtOnceAndTheConnectionGoesOn() {
        for (String call : List.of("begin", "write", "commit")) {
            talk.storage.fail(call, ErrorCode.INSUFFICIENT_STORAGE);
            talk.send(put("a"), content("1")).work();
            List<String> early = talk.answers();
            talk.send(content("2"), end("12")).work();
            List<String> late = talk.answers();
            assertEquals(call.equals("commit") ? List.of() : List.of("INSUFFICIENT_STORAGE"), early);
            assertEquals(call.equals("commit") ? List.of("INSUFFICIENT_STORAGE") : List.of(), late);
            assertTrue(talk.storage.open.isEmpty());
        }
        talk.storage.work();
        talk.send(put("a"), content("1"), end("1")).work();
        assertEquals(List.of("reply"), talk.answers());
    }

    @Test
    void aBodyThatFailedMayEndInCancel() {
        talk.storage.fail("write", ErrorCode.INSUFFICIENT_STORAGE);
        talk.send(put("a"), content("1")).work();
        talk.send(content("2"), new Frame.Cancel(0), get("none")).work();
        assertEquals(List.of("INSUFFICIENT_STORAGE", "NOT_FOUND"), talk.answers());
    }

    @Test
    void aFaultInWritingIsNotTheClients() {
        talk.storage.failWith("write", new IllegalStateException("a bug"));
        talk.send(put("a"), content("1"), end("1")).work();
        assertEquals(List.of("INTERNAL"), talk.answers());
    }

    @Test
    void noMemoryIsNothingForGood() {
        talk.storage.put("a", "1");
        talk.storage.beforeOpen = () -> {
            throw new OutOfMemoryError("As a test wants it");
        };
        talk.send(get("a")).work();
        assertEquals(List.of("BUSY"), talk.answers());
        talk.storage.beforeOpen = () -> {};
        talk.send(get("a")).work();
        assertEquals(List.of("reply", "1", "end"), talk.answers());
    }

    /** Names are checked before the turn comes, and what follows a bad one is bounded from then on. */
    @Test
    void contentOfARefusedUploadIsDroppedUpToALimitAlsoBeforeItsTurn() {
        talk.send(request(Choice.DELETE, "a"), request(Choice.STAT, "b"), put("../x"));
        byte[] mebibyte = new byte[1 << 20];
        for (int i = 0; i < 17; i++) {
            talk.send(content(mebibyte));
        }
        talk.work();
        assertEquals(List.of("NOT_FOUND", "NOT_FOUND", "BAD_NAME"), talk.answers());
        assertTrue(talk.isLingering());
    }

    @Test
    void aRefusedBodyIsDroppedUpToALimitThenTheConnectionEnds() {
        byte[] mebibyte = new byte[1 << 20];
        talk.send(put("../x")).work();
        assertEquals(List.of("BAD_NAME"), talk.answers());
        for (int i = 0; i < 16; i++) {
            talk.send(content(mebibyte));
        }
        assertTrue(talk.channel.isOpen() && !talk.channel.isOutputShutdown());
        talk.send(content(mebibyte));
        assertTrue(talk.isLingering());
        talk.send(content(mebibyte)).pass(1, TimeUnit.SECONDS);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void aRefusedBodyIsNotReadAsRequests() {
        talk.send(put("../x"), content("x".repeat(100_000)), end("x"), get("none"))
                .work();
        assertEquals(List.of("BAD_NAME", "NOT_FOUND"), talk.answers());
    }

    @Test
    void anUploaderFasterThanTheDiskIsPaused() {
        byte[] piece = new byte[512 << 10];
        talk.send(put("a"));
        for (int i = 0; i < 20; i++) {
            talk.send(content(piece));
        }
        talk.send(end(new byte[20 * piece.length]));
        assertFalse(talk.channel.config().isAutoRead());
        assertTrue(talk.unread() >= 14, "unread: " + talk.unread());
        talk.work();
        assertEquals(List.of("reply"), talk.answers());
        assertTrue(talk.channel.config().isAutoRead());
    }

    @Test
    void aPauseEndsWithTheUploadThatCausedIt() {
        byte[] piece = new byte[512 << 10];
        talk.send(put("a"));
        for (int i = 0; i < 20; i++) {
            talk.send(content(piece));
        }
        talk.storage.fail("write", ErrorCode.STORAGE_FAILED);
        talk.work();
        assertTrue(talk.channel.config().isAutoRead());
        assertEquals(List.of("STORAGE_FAILED"), talk.answers());
    }

    @Test
    void contentOfARequestWhoseTurnHasNotComeIsNotReadOn() {
        talk.storage.put("a", "old");
        talk.send(request(Choice.DELETE, "a"), put("a"), content("new"));
        assertFalse(talk.channel.config().isAutoRead());
        talk.work();
        assertTrue(talk.channel.config().isAutoRead());
        talk.send(end("new")).work();
        assertEquals(List.of("reply", "reply"), talk.answers());
        assertEquals("new", talk.storage.text("a"));
    }

    @Test
    void optionsThatWouldBeIgnoredAreRefused() {
        Options offset = Options.NONE.with(Option.OFFSET, 100L);
        talk.storage.put("a", "precious");
        talk.send(new Request("a", Choice.PUT, offset), content("tail"), end("tail"))
                .work();
        assertEquals(List.of("UNSUPPORTED"), talk.answers());
        assertEquals("precious", talk.storage.text("a"));
    }

    @Test
    void aReadOnlyServerRefusesEveryChange() throws Exception {
        talk.close();
        talk = new Talk(ServerConfig.builder(Path.of("/")).readOnly(true).build());
        for (Choice choice : List.of(Choice.MKDIR, Choice.MOVE, Choice.DELETE, Choice.COMMIT, Choice.ABORT)) {
            talk.send(request(choice, "a")).work();
            assertEquals(List.of("READ_ONLY"), talk.answers());
        }
        talk.send(put("a"), content("x"), end("x"), askedPut("b")).work();
        assertEquals(List.of("READ_ONLY", "READ_ONLY"), talk.answers());
        assertTrue(talk.storage.calls.isEmpty());
    }
}
