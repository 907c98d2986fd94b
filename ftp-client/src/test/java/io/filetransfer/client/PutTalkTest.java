package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts of whole files, with a whole client in virtual time: cuts and cancels. */
class PutTalkTest extends TalkTest {
    /** Where a put is cut off. */
    enum PutCut {
        CONNECTED,
        IN_BODY,
        BEFORE_ANSWER
    }

    /** When a put is cancelled. */
    enum PutPhase {
        QUEUED,
        ASKED,
        IN_BODY,
        BEFORE_ANSWER,
        ANSWERED
    }

    private static final int SMALL = 1000;
    private static final int ASKING = 2_000_000;

    private final HeldUpload server = new HeldUpload();

    private Transfer<TransferResult> put(PutRequest request, byte[] content) throws IOException {
        return talk.client.put(request, Files.write(directory.resolve("source"), content));
    }

    @ParameterizedTest
    @EnumSource
    void aPutThatIsCutOffIsTriedAgain(PutCut cut) throws IOException {
        byte[] content = bytes(200_000);
        server.fault((peer, frame) -> {
            boolean now = switch (cut) {
                case CONNECTED -> true;
                case IN_BODY -> frame instanceof Content;
                case BEFORE_ANSWER -> frame instanceof End;
            };
            if (now && peer.number() == 0) {
                peer.cut();
                return true;
            }
            return false;
        });
        talk().script(server);
        Transfer<TransferResult> put = put(PutRequest.of("a"), content);
        talk.settle();
        talk.pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(put).bytes());
        assertArrayEquals(content, server.stored());
        assertEquals(2, talk.peers().size());
    }

    /** Damaged on the way, or changed here behind what was read and before it was sent. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatArrivesDamagedMayHaveChangedHere(boolean changes) throws IOException {
        server.fault((peer, frame) -> {
            if (!(frame instanceof End)) {
                return false;
            }
            if (changes) {
                try {
                    Files.write(directory.resolve("source"), bytes(ASKING + 1));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            peer.fail(ErrorCode.CHECKSUM_MISMATCH);
            return true;
        });
        talk().script(server);
        Transfer<TransferResult> put = put(PutRequest.of("a"), bytes(ASKING));
        talk.settle();
        talk.pass(Duration.ofSeconds(5));
        assertEquals(
                changes ? ErrorCode.CHANGED : ErrorCode.CHECKSUM_MISMATCH,
                failure(put).code());
    }

    /** It is published already, and would be refused for having been. */
    @ParameterizedTest
    @ValueSource(ints = {SMALL, ASKING})
    void whatMayNotBePutTwiceIsNot(int size) throws IOException {
        talk().script(server.fault((peer, frame) -> {
            if (frame instanceof End) {
                server.loseAnswer();
            }
            return false;
        }));
        Transfer<TransferResult> put = put(PutRequest.of("a").expectAbsent(true), bytes(size));
        talk.settle().pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CONNECTION, failure(put).code());
        assertEquals(1, server.asked(Choice.PUT));
    }

    /** A stream can be read once: it is sent again only where nothing of it was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamIsSentAgainWhileNobodyHasReadIt(boolean read) {
        byte[] content = bytes(SMALL);
        talk().script(server.fault((peer, frame) -> {
            boolean now = read ? frame instanceof End : frame instanceof Request;
            if (now && peer.number() == 0) {
                peer.cut();
            }
            return now && peer.number() == 0;
        }));
        Transfer<TransferResult> put =
                talk.client.put(PutRequest.of("a"), Channels.newChannel(new ByteArrayInputStream(content)));
        talk.settle().pass(Duration.ofSeconds(60));
        if (read) {
            assertEquals(ErrorCode.CONNECTION, failure(put).code());
        } else {
            assertEquals(SMALL, result(put).bytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCancel(PutPhase when) throws IOException {
        talk().script(server.fault((peer, frame) -> switch (when) {
            case QUEUED, ANSWERED -> false;
            case ASKED -> frame instanceof Request && server.withhold(peer, frame);
            case IN_BODY -> {
                talk.diskStands(frame instanceof Content);
                yield false;
            }
            case BEFORE_ANSWER -> frame instanceof End && server.withhold(peer, frame);
        }));
        Transfer<TransferResult> put = put(PutRequest.of("a"), bytes(ASKING));
        if (when != PutPhase.QUEUED) {
            talk.settle();
        }
        assertEquals(when != PutPhase.ANSWERED, put.cancel());
        talk.diskStands(false);
        talk.settle();
        if (when == PutPhase.ANSWERED) {
            assertEquals(ASKING, result(put).bytes());
            return;
        }
        assertCancelled(put);
        server.fault((peer, frame) -> false);
        server.goOn();
        talk.settle();
        if (when != PutPhase.BEFORE_ANSWER) {
            assertNull(server.stored());
        }
        if (when == PutPhase.ASKED || when == PutPhase.IN_BODY) {
            assertTrue(talk.last().came() instanceof Frame.Cancel);
        }
        // The connection is good for others.
        Transfer<?> next = talk.client.put(PutRequest.of("b"), bytes(SMALL));
        talk.settle();
        result(next);
        assertEquals(1, talk.peers().size());
    }

    @Test
    void aCancelWhileItWaitsForAnotherAttempt() throws IOException {
        talk().script(server.fault((peer, frame) -> {
            peer.cut();
            return true;
        }));
        Transfer<TransferResult> put = put(PutRequest.of("a"), bytes(ASKING));
        talk.settle();
        assertFalse(put.future().isDone());
        put.cancel();
        int peers = talk.peers().size();
        talk.settle().pass(Duration.ofSeconds(60));
        assertCancelled(put);
        assertEquals(peers, talk.peers().size());
    }

    @Test
    void anAnswerThatDoesNotComeHasADeadline() throws IOException {
        talk(config -> config.retries(0).answerTimeout(Duration.ofSeconds(30)))
                .script(server.fault((peer, frame) -> frame instanceof End));
        Transfer<TransferResult> put = put(PutRequest.of("a"), bytes(ASKING));
        talk.settle().pass(Duration.ofSeconds(20));
        assertFalse(put.future().isDone());
        talk.pass(Duration.ofMinutes(5));
        assertEquals(ErrorCode.TIMEOUT, failure(put).code());
    }

    /** A file that is another one by the time of the second attempt is sent as it is then. */
    @Test
    void theSecondAttemptSendsWhatIsThereThen() throws IOException {
        byte[] then = bytes(ASKING + 1);
        Path source = directory.resolve("source");
        talk().script(server.fault((peer, frame) -> {
            if (frame instanceof Content && peer.number() == 0) {
                peer.cut();
            }
            return frame instanceof Content && peer.number() == 0;
        }));
        Transfer<TransferResult> put = put(PutRequest.of("a"), bytes(ASKING));
        talk.settle();
        Files.write(source, then);
        talk.pass(Duration.ofSeconds(5));
        assertEquals(then.length, result(put).bytes());
        assertArrayEquals(then, server.stored());
    }

    /** A mode that is given, and not the one that the file has here. */
    @Test
    void theModeThatIsGivenIsSent() throws IOException {
        talk().script(server);
        Transfer<TransferResult> put = put(PutRequest.of("a").mode(0604), bytes(SMALL));
        talk.settle();
        assertEquals(SMALL, result(put).bytes());
        assertEquals(0604, server.requests().get(0).options().get(Option.MODE, -1));
    }
}
