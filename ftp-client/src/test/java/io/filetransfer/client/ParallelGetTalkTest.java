package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file on two connections, with a whole client in virtual time. */
class ParallelGetTalkTest extends TalkTest {
    /** Three pieces. */
    private static final int SIZE = 20_000_000;

    private static final int SOME = 1_000_000;
    private static final GetRequest TWO = GetRequest.of("a").streams(2);

    private static final byte[] CONTENT = bytes(SIZE);

    private final ServedFile file = new ServedFile(CONTENT);
    private final List<Runnable> late = new ArrayList<>();
    private int pieces;
    private int digests;

    /** A fault of a piece, by how many there were before it. */
    private interface PieceFault {
        boolean strikes(Peer peer, Request request, int pieces);
    }

    @BeforeEach
    void answerPieces() {
        fault((peer, request, number) -> false);
    }

    /** Of a GET of the whole, only the head is sent: the client asks for pieces instead. */
    private void fault(PieceFault fault) {
        file.fault((peer, request) -> {
            digests += request.choice() == Choice.DIGEST ? 1 : 0;
            if (request.choice() != Choice.GET) {
                return false;
            }
            if (!request.options().has(Option.LENGTH)) {
                return file.begin(peer, request, 0);
            }
            return fault.strikes(peer, request, pieces++);
        });
    }

    private Transfer<TransferResult> get(GetRequest request) {
        Transfer<TransferResult> get = talk.client.get(request, directory.resolve("a"));
        talk.settle();
        return get;
    }

    private void assertGot(Transfer<TransferResult> get, byte[] content) throws IOException {
        assertEquals(content.length, result(get).bytes());
        assertEquals(Peer.crc(content), result(get).digest());
        assertArrayEquals(content, Files.readAllBytes(directory.resolve("a")));
        assertEquals(List.of(), partialFiles());
    }

    private void cut(Peer peer, Request request, int bytes) {
        file.begin(peer, request, bytes);
        talk.afterwards(peer::cut);
    }

    /** Of the first piece of a connection some, and of those behind it nothing. */
    private boolean some(Peer peer, Request request) {
        return peer.requests().size() > 1 || file.begin(peer, request, SOME);
    }

    @Test
    void twoConnectionsBringEachByteOnce() throws IOException {
        talk().script(file);
        assertGot(get(TWO), CONTENT);
        assertEquals(SIZE, file.sent());
        assertEquals(3, pieces);
        assertEquals(0, digests);
        assertEquals(3, talk.peers().size());
        assertTrue(talk.peers().get(0).isClosed(), "the one with the answer to the whole");
    }

    /** What came of it counts, and the server compares the whole in the end, as nobody has seen the end of that answer. */
    @ParameterizedTest
    @ValueSource(ints = {0, SOME})
    void oneStreamThatIsCutGoesOn(int bytes) throws IOException {
        fault((peer, request, number) -> {
            if (number == 0) {
                cut(peer, request, bytes);
            }
            return peer.number() == 1;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofSeconds(10));
        assertGot(get, CONTENT);
        assertEquals(SIZE, file.sent());
        assertEquals(bytes == 0 ? 0 : 1, digests);
    }

    @Test
    void theOtherStreamDoesTheShareOfOneThatGivesUp() throws IOException {
        fault((peer, request, number) -> {
            if (peer.number() == 2) {
                late.add(() -> file.answer(peer, request)); // so that there are two when the first is cut
                return true;
            }
            return peer.number() == 1 && some(peer, request);
        });
        talk(config -> config.retries(0)).script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.peers().get(1).cut();
        talk.settle();
        assertFalse(get.future().isDone());
        fault((peer, request, number) -> false);
        late.forEach(Runnable::run);
        talk.settle();
        assertGot(get, CONTENT);
        assertEquals(SIZE, file.sent());
    }

    /** As many as fill a gigabit over 50 ms; and the connection whose answer was given up is one of them. */
    @Test
    void aFarServerIsAskedForPiecesOnSeveralAtOnce() throws IOException {
        byte[] content = bytes(40_000_000);
        file.replace(content);
        List<Boolean> cancelled = new ArrayList<>();
        talk().roundTrip(Duration.ofMillis(50));
        talk.script(peer -> {
            if (peer.came() instanceof Frame.Cancel) {
                cancelled.add(peer.number() == 0);
                peer.fail(ErrorCode.CANCELLED);
            }
            file.accept(peer);
        });
        assertGot(get(GetRequest.of("a")), content);
        assertEquals(content.length, file.sent());
        assertEquals(List.of(true), cancelled);
        assertEquals(4, talk.peers().size());
        assertTrue(talk.peers().stream().noneMatch(Peer::isClosed));
        assertTrue(talk.peers().get(0).requests().size() > 1);
    }

    @Test
    void ofANearServerAllIsTakenAsItComes() throws IOException {
        byte[] content = bytes(40_000_000);
        file.replace(content);
        file.fault((peer, request) -> false);
        talk().roundTrip(Duration.ofNanos(50_000));
        talk.script(file);
        assertGot(get(GetRequest.of("a")), content);
        assertEquals(1, talk.peers().size());
        assertEquals(1, file.gets().size());
    }

    @Test
    void anotherClientGoesOnWithGaps() throws IOException {
        fault((peer, request, number) -> some(peer, request));
        talk(config -> config.retries(0)).script(file);
        Transfer<TransferResult> first = get(TWO);
        talk.peers().forEach(Peer::cut);
        talk.settle();
        assertEquals(ErrorCode.CONNECTION, failure(first).code());
        assertEquals(List.of(".a.ftpart", ".a.ftpart.journal"), partialFiles());
        fault((peer, request, number) -> false);
        talk().script(file);
        Transfer<TransferResult> second = get(GetRequest.of("a").streams(1));
        assertGot(second, CONTENT);
        assertEquals(2 * SOME, result(second).resumedFrom());
        assertEquals(SIZE, file.sent());
        assertEquals(1, digests);
    }

    /** All pieces are of one version: of another one, all come again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileThatIsReplacedMeanwhileIsGotAnew(boolean serverLooks) throws IOException {
        byte[] other = bytes(SIZE + 1);
        fault((peer, request, number) -> {
            if (number == 1) {
                file.replace(other);
            }
            if (number == 1 && !serverLooks) {
                peer.reply(file.head()
                        .with(Option.OFFSET, request.options().get(Option.OFFSET, 0L))
                        .with(Option.LENGTH, request.options().get(Option.LENGTH, 0L)));
                return true;
            }
            return false;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofSeconds(10));
        assertGot(get, other);
        assertEquals(file.version(), result(get).version());
    }

    @Test
    void aVersionThatIsWantedAndGoneIsNotReplaced() throws IOException {
        fault((peer, request, number) -> {
            if (number == 1) {
                file.replace(bytes(SIZE + 1));
            }
            return false;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO.expectVersion(file.version()));
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.VERSION_MISMATCH, failure(get).code());
        assertFalse(Files.exists(directory.resolve("a")));
    }

    /** The other one does not wait with it. */
    @Test
    void aBusyServerIsLeftAloneForAsLongAsItSays() throws IOException {
        List<Duration> asked = new ArrayList<>();
        fault((peer, request, number) -> {
            asked.add(talk.now());
            if (number == 0) {
                peer.fail(ErrorCode.BUSY, Options.NONE.with(Option.RETRY_AFTER, 5_000L));
            }
            return number == 0;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofMillis(4_900));
        assertFalse(get.future().isDone());
        assertEquals(3, pieces);
        talk.pass(Duration.ofSeconds(1));
        assertGot(get, CONTENT);
        assertEquals(4, pieces);
        assertTrue(asked.get(3).minus(asked.get(0)).compareTo(Duration.ofSeconds(5)) >= 0);
        assertEquals(SIZE, file.sent());
    }

    @Test
    void aDamagedPieceIsGotAgain() throws IOException {
        fault((peer, request, number) -> {
            if (number == 1) {
                file.begin(peer, request, Integer.MAX_VALUE);
                peer.end(new byte[(int) (long) request.options().get(Option.LENGTH, 0L)]);
            }
            return number == 1;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofSeconds(10));
        assertGot(get, CONTENT);
        assertEquals(4, pieces);
    }

    /** Each piece is right by itself, and together they are not the file: it begins again as often as it may. */
    @Test
    void aWholeThatIsNotTheServersIsGivenUp() throws IOException {
        file.says(Peer.crc(new byte[1]));
        talk(config -> config.retries(1)).script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CORRUPT, failure(get).code());
        assertEquals(6, pieces);
        assertFalse(Files.exists(directory.resolve("a")));
        assertEquals(List.of(), partialFiles());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCancelKeepsWhatCameIfThatIsWanted(boolean resume) throws IOException {
        fault((peer, request, number) -> some(peer, request));
        talk().script(file);
        Transfer<TransferResult> get = get(TWO.resume(resume));
        assertTrue(get.cancel());
        talk.settle().pass(Duration.ofSeconds(1));
        assertCancelled(get);
        assertFalse(Files.exists(directory.resolve("a")));
        assertEquals(resume ? List.of(".a.ftpart", ".a.ftpart.journal") : List.of(), partialFiles());
        fault((peer, request, number) -> false);
        talk().script(file);
        Transfer<TransferResult> second = get(TWO.resume(resume));
        assertGot(second, CONTENT);
        assertEquals(resume ? 2 * SOME : 0, result(second).resumedFrom());
    }

    @Test
    void aCancelWhileAStreamWaits() throws IOException {
        fault((peer, request, number) -> {
            cut(peer, request, 0);
            return true;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        int before = pieces;
        assertTrue(get.cancel());
        talk.settle().pass(Duration.ofSeconds(60));
        assertCancelled(get);
        assertEquals(before, pieces);
        assertFalse(Files.exists(directory.resolve("a")));
    }

    /** Before anything came, and while the last question is answered. */
    @Test
    void aCancelWhileTheWholeIsCompared() throws IOException {
        file.fault((peer, request) -> {
            if (request.choice() == Choice.DIGEST) {
                return true;
            }
            if (!request.options().has(Option.LENGTH)) {
                return file.begin(peer, request, 0);
            }
            if (pieces++ == 0) {
                cut(peer, request, SOME);
            }
            return peer.number() == 1;
        });
        talk().script(file);
        Transfer<TransferResult> get = get(TWO);
        talk.pass(Duration.ofSeconds(5));
        assertFalse(get.future().isDone());
        assertTrue(get.cancel());
        talk.settle();
        assertCancelled(get);
        assertEquals(List.of(".a.ftpart", ".a.ftpart.journal"), partialFiles());
    }
}
