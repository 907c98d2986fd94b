package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts in parts, with a whole client in virtual time: cuts, and what is asked and sent after them. */
class PartedPutTalkTest extends TalkTest {
    /** Where a put is cut off. */
    enum PartCut {
        CONNECTED,
        ASKED,
        IN_PART,
        BEFORE_ANSWER,
        PART_ANSWER_LOST,
        BEFORE_COMMIT,
        COMMIT_ANSWER_LOST
    }

    private static final int SIZE = 9_000_000;
    private static final int HALF = 5_000_000;
    private static final byte[] CONTENT = bytes(SIZE);

    /** For two streams: three pieces. */
    private static final int LARGE = 20_000_000;

    private final byte[] content = CONTENT.clone();
    private final HeldUpload server = new HeldUpload();
    private boolean struck;

    private Transfer<TransferResult> put(PutRequest request, byte[] content) throws IOException {
        Path source = directory.resolve("source");
        if (!Files.exists(source)) {
            Files.write(source, content);
        }
        Transfer<TransferResult> put = talk.client.put(request, source);
        talk.settle();
        return put;
    }

    private Transfer<TransferResult> put() throws IOException {
        return put(PutRequest.of("a"), content);
    }

    private void assertPut(Transfer<TransferResult> put, long resumedFrom) throws IOException {
        assertEquals(SIZE, result(put).bytes());
        assertEquals(Peer.crc(content), result(put).digest());
        assertEquals(resumedFrom, result(put).resumedFrom());
        assertArrayEquals(content, server.stored());
        assertEquals(0, states());
    }

    /** Its server's disk is full, and stays so: what it has would lie there for a day, of use to nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskKeepsWhatALaterPutGoesOnFrom(boolean noted) throws IOException {
        server.fault((peer, frame) -> {
            boolean full = frame instanceof Content && server.held() > HALF;
            if (full) {
                peer.fail(ErrorCode.INSUFFICIENT_STORAGE);
            }
            return full;
        });
        talk(config -> config.stateDirectory(noted ? directory.resolve("state") : null))
                .script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(10));
        assertEquals(ErrorCode.INSUFFICIENT_STORAGE, failure(put).code());
        assertEquals(noted ? 0 : 1, server.asked(Choice.ABORT));
        assertEquals(noted, server.held() > 0);
        assertEquals(noted ? 1 : 0, states());
    }

    /** Once, at the first frame for which it is time. */
    private boolean once(boolean now) {
        boolean strikes = now && !struck;
        struck |= now;
        return strikes;
    }

    private static boolean cut(Peer peer) {
        peer.cut();
        return true;
    }

    private void cutOnce(PartCut cut) {
        server.fault((peer, frame) -> switch (cut) {
            case CONNECTED -> once(frame == null) && cut(peer);
            case ASKED -> once(HeldUpload.is(frame, Choice.PUT)) && cut(peer);
            case IN_PART -> once(frame instanceof Content && server.held() > HALF) && cut(peer);
            case BEFORE_ANSWER -> once(frame instanceof End) && cut(peer);
            case PART_ANSWER_LOST -> {
                if (once(frame instanceof End)) {
                    server.loseAnswer();
                }
                yield false;
            }
            case BEFORE_COMMIT -> once(HeldUpload.is(frame, Choice.COMMIT)) && cut(peer);
            case COMMIT_ANSWER_LOST -> {
                if (once(HeldUpload.is(frame, Choice.COMMIT))) {
                    server.loseAnswer();
                }
                yield false;
            }
        });
    }

    @Test
    void aPartAndItsCommitInOneGo() throws IOException {
        talk().script(server);
        assertPut(put(), 0);
        assertEquals(1, talk.peers().size());
        assertEquals(1, server.asked(Choice.PUT));
        assertEquals(1, server.asked(Choice.COMMIT));
        assertEquals(2, server.requests().size());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCutSendsNothingTwice(PartCut cut) throws IOException {
        cutOnce(cut);
        talk().script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(30));
        assertTrue(struck);
        assertPut(put, 0);
        assertEquals(SIZE, server.received());
        assertEquals(2, talk.peers().size());
    }

    @ParameterizedTest
    @EnumSource
    void anotherClientGoesOn(PartCut cut) throws IOException {
        cutOnce(cut);
        talk(config -> config.retries(0)).script(server);
        Transfer<TransferResult> first = put();
        if (first.future().isDone() && !first.future().isCompletedExceptionally()) {
            assertPut(first, 0); // a connection that was lost between exchanges is replaced without another attempt
            return;
        }
        assertEquals(ErrorCode.CONNECTION, failure(first).code());
        assertEquals(1, states());
        long held = server.held();
        talk().script(server);
        assertPut(put(), held);
        assertEquals(SIZE, server.received());
        assertEquals(0, server.asked(Choice.ABORT));
    }

    /** The upload of another content under the same name is not wanted any more. */
    @Test
    void aSourceThatIsAnotherOneByThen() throws IOException {
        cutOnce(PartCut.IN_PART);
        talk(config -> config.retries(0)).script(server);
        failure(put());
        Object first = server.requests().get(0).options().get(Option.UPLOAD_ID, null);
        content[17] ^= 1;
        Files.delete(directory.resolve("source"));
        talk().script(server);
        assertPut(put(), 0);
        assertEquals(1, server.asked(Choice.ABORT));
        assertEquals(
                first,
                server.requests().stream()
                        .filter(request -> request.choice() == Choice.ABORT)
                        .findFirst()
                        .orElseThrow()
                        .options()
                        .get(Option.UPLOAD_ID, null));
    }

    /** What an earlier client had committed counts only while the name still has it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasCommittedIsLookedFor(boolean replaced) throws IOException {
        server.fault((peer, frame) -> {
            if (HeldUpload.is(frame, Choice.COMMIT)) {
                server.loseAnswer();
            }
            return HeldUpload.is(frame, Choice.STATUS) && cut(peer);
        });
        talk(config -> config.retries(0)).script(server);
        assertEquals(ErrorCode.CONNECTION, failure(put()).code());
        assertEquals(1, states());
        if (replaced) {
            server.replace(bytes(10));
        }
        talk().script(server.fault((peer, frame) -> false));
        assertPut(put(), replaced ? 0 : SIZE);
        assertEquals(replaced ? 2 * SIZE : SIZE, server.received());
    }

    @ParameterizedTest
    @EnumSource(names = {"IN_PART", "BEFORE_COMMIT"})
    void aServerThatHasForgottenAllGetsAll(PartCut cut) throws IOException {
        server.fault((peer, frame) -> {
            boolean now = cut == PartCut.IN_PART
                    ? frame instanceof Content && server.held() > HALF
                    : HeldUpload.is(frame, Choice.COMMIT);
            if (once(now)) {
                server.forget();
                return cut(peer);
            }
            return false;
        });
        talk().script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(30));
        assertPut(put, 0);
        assertTrue(server.received() > SIZE);
    }

    @Test
    void aServerThatIsShortOfWhatItAcknowledged() throws IOException {
        server.fault((peer, frame) -> {
            if (once(HeldUpload.is(frame, Choice.COMMIT))) {
                server.forget(HALF, HALF + 1_000_000);
            }
            return false;
        });
        talk(config -> config.retries(0)).script(server);
        assertPut(put(), 0);
        assertEquals(2, server.asked(Choice.COMMIT));
        assertEquals(SIZE + 1_000_000, server.received());
    }

    @Test
    void aServerThatIsAlwaysShort() throws IOException {
        server.fault((peer, frame) -> {
            if (HeldUpload.is(frame, Choice.COMMIT)) {
                server.forget(0, 1_000_000);
            }
            return false;
        });
        talk(config -> config.retries(0)).script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(30));
        assertEquals(ErrorCode.OFFSET_MISMATCH, failure(put).code());
        assertEquals(4, server.asked(Choice.COMMIT));
        assertEquals(1, server.asked(Choice.ABORT));
        assertEquals(0, server.held());
        assertEquals(0, states());
    }

    @Test
    void aServerThatTakesNoPartsGetsItWhole() throws IOException {
        talk().script(server.withoutParts());
        assertPut(put(), 0);
        assertEquals(2, server.asked(Choice.PUT));
        assertEquals(0, server.asked(Choice.COMMIT));
        assertEquals(1, talk.peers().size());
    }

    /** What the COMMIT would be refused for is found before anything is sent. */
    @Test
    void aNameThatIsTaken() throws IOException {
        server.replace(bytes(10));
        talk().script(server);
        assertEquals(
                ErrorCode.EXISTS,
                failure(put(PutRequest.of("a").expectAbsent(true), content)).code());
        assertEquals(0, server.received());
        assertEquals(0, states());
    }

    @Test
    void aBusyServerIsLeftAloneForAsLongAsItSays() throws IOException {
        server.fault((peer, frame) -> {
            boolean now = once(HeldUpload.is(frame, Choice.PUT));
            if (now) {
                peer.fail(ErrorCode.BUSY, Options.NONE.with(Option.RETRY_AFTER, 5_000L));
            }
            return now;
        });
        talk().script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofMillis(4_900));
        assertEquals(0, server.requests().size());
        talk.pass(Duration.ofSeconds(1));
        assertPut(put, 0);
        assertEquals(1, server.asked(Choice.STATUS));
    }

    /** Each in its own time: one is cut, the other goes on, and nothing is sent twice. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void oneOfTwoStreamsIsCut(int retries) throws IOException {
        byte[] large = bytes(LARGE);
        server.fault((peer, frame) ->
                once(frame instanceof Content && peer.number() == 1 && server.received() > HALF) && cut(peer));
        talk(config -> config.retries(retries)).script(server);
        Transfer<TransferResult> put = put(PutRequest.of("a").streams(2), large);
        talk.pass(Duration.ofSeconds(30));
        assertTrue(struck);
        assertEquals(LARGE, result(put).bytes());
        assertArrayEquals(large, server.stored());
        assertEquals(0, states());
        assertTrue(server.received() < LARGE + (8 << 20), "sent again: " + (server.received() - LARGE));
    }

    /** A damaged part is not held; what was sent in vain ends by the number of attempts. */
    @Test
    void aPartThatIsAlwaysDamagedIsGivenUp() throws IOException {
        server.fault((peer, frame) -> {
            if (frame instanceof End) {
                server.forget(0, SIZE);
                peer.fail(ErrorCode.CHECKSUM_MISMATCH);
                return true;
            }
            return false;
        });
        talk(config -> config.retries(2)).script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CHECKSUM_MISMATCH, failure(put).code());
        assertEquals(3, server.asked(Choice.PUT));
        assertEquals(3L * SIZE, server.received());
        assertEquals(0, states());
    }

    /** It arrives damaged because it was changed here, behind what was read and before it was sent. */
    @Test
    void aPartThatArrivesDamagedOfAFileThatChangedIsAChange() throws IOException {
        server.fault((peer, frame) -> {
            if (frame instanceof End) {
                try {
                    Files.write(directory.resolve("source"), bytes(SIZE + 1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                peer.fail(ErrorCode.CHECKSUM_MISMATCH);
                return true;
            }
            return false;
        });
        talk(config -> config.retries(0)).script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CHANGED, failure(put).code());
        assertEquals(0, states());
    }

    /** Content that changed while it was sent is not published, and nothing of it stays. */
    @Test
    void aSourceThatChangesMeanwhile() throws IOException {
        server.fault((peer, frame) -> {
            if (once(frame instanceof Content && server.held() > HALF)) {
                try {
                    Files.write(directory.resolve("source"), bytes(SIZE + 1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            return false;
        });
        talk().script(server);
        Transfer<TransferResult> put = put();
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CHANGED, failure(put).code());
        assertNull(server.stored());
        assertEquals(0, states());
        assertNotEquals(0, server.asked(Choice.ABORT));
        assertFalse(server.held() > 0);
    }
}
