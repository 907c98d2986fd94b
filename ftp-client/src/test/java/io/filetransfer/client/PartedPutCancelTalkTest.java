package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Puts in parts that are cancelled, with a whole client in virtual time: what stays, and what the server is told. */
class PartedPutCancelTalkTest extends TalkTest {
    /** When a put is cancelled. */
    enum PartPhase {
        QUEUED,
        ASKED,
        IN_PART,
        BEFORE_ANSWER,
        AT_STATUS,
        AT_COMMIT
    }

    private static final int SIZE = 9_000_000;
    private static final byte[] CONTENT = bytes(SIZE);

    private final HeldUpload server = new HeldUpload();

    private boolean waits(PartPhase when, Peer peer, Object frame) {
        return switch (when) {
            case QUEUED -> false;
            case ASKED -> HeldUpload.is(frame, Choice.PUT) && server.withhold(peer, frame);
            case IN_PART -> {
                if (server.held() > SIZE / 2) {
                    talk.diskStands(true);
                }
                yield false;
            }
            case BEFORE_ANSWER -> frame instanceof End && server.withhold(peer, frame);
            case AT_STATUS -> {
                if (frame instanceof Content && peer.number() == 0) {
                    peer.cut();
                }
                yield HeldUpload.is(frame, Choice.STATUS) && server.withhold(peer, frame);
            }
            case AT_COMMIT -> HeldUpload.is(frame, Choice.COMMIT) && server.withhold(peer, frame);
        };
    }

    private Transfer<TransferResult> until(PartPhase when, PutRequest request) throws IOException {
        Path source = Files.write(directory.resolve("source"), CONTENT);
        talk().script(server.fault((peer, frame) -> waits(when, peer, frame)));
        Transfer<TransferResult> put = talk.client.put(request, source);
        if (when != PartPhase.QUEUED) {
            talk.settle().pass(Duration.ofSeconds(2));
            assertFalse(put.future().isDone());
        }
        return put;
    }

    private void goOn() {
        server.fault((peer, frame) -> false);
        talk.diskStands(false);
        server.goOn();
        talk.settle();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServerHasStaysForALaterPut(PartPhase when) throws IOException {
        Transfer<TransferResult> put = until(when, PutRequest.of("a"));
        put.cancel();
        talk.settle();
        goOn();
        assertCancelled(put);
        assertEquals(0, server.asked(Choice.ABORT));
        assertEquals(when == PartPhase.QUEUED ? 0 : 1, states());
        long received = server.received();
        talk().script(server);
        Transfer<TransferResult> again = talk.client.put(PutRequest.of("a"), directory.resolve("source"));
        talk.settle();
        assertEquals(SIZE, result(again).bytes());
        assertEquals(received, result(again).resumedFrom());
        assertEquals(SIZE, server.received());
        assertEquals(0, states());
    }

    @ParameterizedTest
    @EnumSource
    void theServerForgetsWhatNobodyResumes(PartPhase when) throws IOException {
        Transfer<TransferResult> put =
                until(when, PutRequest.of("a").resume(false).streams(2));
        put.cancel();
        talk.settle();
        goOn();
        talk.pass(Duration.ofSeconds(10));
        assertCancelled(put);
        assertEquals(when == PartPhase.QUEUED ? 0 : 1, server.asked(Choice.ABORT));
        assertEquals(0, server.held());
        assertEquals(0, states());
    }

    /** What comes behind the ABORT would begin the upload again, so that waits for the answers; but not for ever. */
    @Test
    void aServerThatDoesNotAnswerIsNotToldForLong() throws IOException {
        Transfer<TransferResult> put =
                until(PartPhase.ASKED, PutRequest.of("a").resume(false).streams(2));
        put.cancel();
        talk.settle().pass(Duration.ofSeconds(4));
        assertFalse(put.future().isDone());
        talk.pass(Duration.ofSeconds(2));
        assertCancelled(put);
        goOn();
    }

    /** Closing the client is an end as any other: another one goes on. */
    @ParameterizedTest
    @EnumSource(names = {"ASKED", "IN_PART", "AT_COMMIT"})
    void aClientThatIsClosed(PartPhase when) throws IOException {
        Transfer<TransferResult> put = until(when, PutRequest.of("a"));
        server.fault((peer, frame) -> false);
        talk.diskStands(false);
        talk.client.close();
        talk.settle();
        assertCancelled(put);
        assertEquals(1, states());
    }
}
