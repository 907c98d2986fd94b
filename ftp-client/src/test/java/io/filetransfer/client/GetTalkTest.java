package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gets on one connection, with a whole client in virtual time: cuts, cancels and what is resumed. */
class GetTalkTest extends TalkTest {
    /** Where a get is cut off. */
    enum GetCut {
        CONNECTED,
        REQUESTED,
        REPLIED,
        IN_CONTENT,
        BEFORE_END
    }

    private static final int LARGE = 12 << 20;
    private static final byte[] CONTENT = bytes(LARGE);

    private Transfer<TransferResult> get(GetRequest request) {
        Transfer<TransferResult> get = talk.client.get(request, directory.resolve("a"));
        talk.settle();
        return get;
    }

    private Transfer<TransferResult> get() {
        return get(GetRequest.of("a").streams(1));
    }

    private void assertGot(byte[] content) throws IOException {
        assertArrayEquals(content, Files.readAllBytes(directory.resolve("a")));
        assertEquals(List.of(), partialFiles());
    }

    /** What the server does of an answer, up to where it is cut. */
    private static void some(ServedFile file, Peer peer, Request request, GetCut cut, int inContent) {
        switch (cut) {
            case CONNECTED, REQUESTED -> {}
            case REPLIED -> file.begin(peer, request, 0);
            case IN_CONTENT -> file.begin(peer, request, inContent);
            case BEFORE_END -> file.begin(peer, request, Integer.MAX_VALUE);
        }
    }

    private void cutFirst(ServedFile file, GetCut cut, int inContent) {
        file.fault((peer, request) -> {
            if (peer.number() > 0) {
                return false;
            }
            some(file, peer, request, cut, inContent);
            talk.afterwards(peer::cut);
            return true;
        });
        talk.script(peer -> {
            if (cut == GetCut.CONNECTED && peer.number() == 0) {
                peer.cut();
            } else {
                file.accept(peer);
            }
        });
    }

    @Test
    void aFileArrivesWithoutAnyTimePassing() throws IOException {
        byte[] content = bytes(300_000);
        talk().script(new ServedFile(content));
        Transfer<TransferResult> get = get(GetRequest.of("a"));
        assertEquals(content.length, result(get).bytes());
        assertGot(content);
        assertEquals(1, talk.peers().size());
    }

    @ParameterizedTest
    @EnumSource
    void aGetThatIsCutOffIsTriedAgain(GetCut cut) throws IOException {
        byte[] content = bytes(300_000);
        talk();
        cutFirst(new ServedFile(content), cut, 100_000);
        Transfer<TransferResult> get = get(GetRequest.of("a"));
        talk.pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(get).bytes());
        assertGot(content);
        assertEquals(2, talk.peers().size());
    }

    @ParameterizedTest
    @EnumSource
    void aGetThatIsCancelledLeavesNothing(GetCut when) {
        ServedFile file = new ServedFile(bytes(300_000));
        file.fault((peer, request) -> {
            some(file, peer, request, when, 100_000);
            return true;
        });
        talk().script(file);
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        if (when != GetCut.CONNECTED) {
            talk.settle();
        }
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(60));
        assertCancelled(get);
        assertFalse(Files.exists(directory.resolve("a")));
    }

    /** Also while another attempt is waited for, and nothing is asked any more. */
    @Test
    void aStreamThatIsClosedAfterARetryEndsIt() throws IOException {
        List<Request> requests = new ArrayList<>();
        talk().script(peer -> {
            if (peer.came() instanceof Request request) {
                requests.add(request);
                peer.fail(ErrorCode.BUSY, Options.NONE.with(Option.RETRY_AFTER, 5_000L));
            }
        });
        InputStream stream = talk.client.getStream(GetRequest.of("a"));
        talk.settle().pass(Duration.ofSeconds(6));
        int before = requests.size();
        assertTrue(before > 1, "It was not tried again");
        stream.close();
        talk.settle().pass(Duration.ofSeconds(60));
        assertEquals(before, requests.size());
    }

    @Test
    void aLargeGetGoesOnWhereItWasCut() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk(config -> config.retries(0));
        cutFirst(file, GetCut.IN_CONTENT, 10 << 20);
        Transfer<TransferResult> first = get();
        talk.pass(Duration.ofSeconds(1));
        assertEquals(ErrorCode.CONNECTION, failure(first).code());
        Transfer<TransferResult> second = get();
        talk.pass(Duration.ofSeconds(5));
        assertEquals(CONTENT.length, result(second).bytes());
        assertGot(CONTENT);
        long from = talk.last().requests().get(0).options().get(Option.OFFSET, 0L);
        assertTrue(from > 0, "It began again");
        assertEquals(LARGE, file.sent());
    }

    /** Each attempt of one call brings what those before it did not. */
    @Test
    void manyCutsSendNothingTwice() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk().script(file.fault((peer, request) -> {
            if (file.gets().size() == 4) {
                return false;
            }
            if (request.choice() == Choice.GET) {
                file.begin(peer, request, 3 << 20);
                talk.afterwards(peer::cut);
            }
            return request.choice() == Choice.GET;
        }));
        Transfer<TransferResult> get = get();
        talk.pass(Duration.ofSeconds(60));
        assertEquals(CONTENT.length, result(get).bytes());
        assertEquals(0, result(get).resumedFrom());
        assertGot(CONTENT);
        assertEquals(LARGE, file.sent());
    }

    @Test
    void anotherClientGoesOn() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk(config -> config.retries(0));
        cutFirst(file, GetCut.IN_CONTENT, 9_000_000);
        Transfer<TransferResult> first = get();
        assertEquals(ErrorCode.CONNECTION, failure(first).code());
        assertEquals(List.of(".a.ftpart", ".a.ftpart.journal"), partialFiles());
        talk().script(file.fault((peer, request) -> false));
        Transfer<TransferResult> second = get();
        assertEquals(9_000_000, result(second).resumedFrom());
        assertGot(CONTENT);
        assertEquals(LARGE, file.sent());
    }

    /** What is left is of a file that is no more. */
    @Test
    void anotherVersionIsGotFromItsBeginning() throws IOException {
        byte[] content = bytes(LARGE + 1);
        ServedFile file = new ServedFile(CONTENT);
        talk(config -> config.retries(0));
        cutFirst(file, GetCut.IN_CONTENT, 9_000_000);
        assertEquals(ErrorCode.CONNECTION, failure(get()).code());
        file.replace(content);
        Transfer<TransferResult> second = get();
        assertEquals(0, result(second).resumedFrom());
        assertEquals(file.version(), result(second).version());
        assertGot(content);
    }

    @Test
    void aVersionThatIsWantedAndGoneIsNotReplaced() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk(config -> config.retries(3));
        cutFirst(file, GetCut.IN_CONTENT, 9_000_000);
        Transfer<TransferResult> get = get(GetRequest.of("a").streams(1).expectVersion(file.version()));
        file.replace(bytes(LARGE + 1));
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.VERSION_MISMATCH, failure(get).code());
        assertFalse(Files.exists(directory.resolve("a")));
        assertEquals(List.of(), partialFiles());
    }

    @ParameterizedTest
    @EnumSource(names = {"IN_CONTENT", "BEFORE_END"})
    void aCancelKeepsWhatALaterGetCanUse(GetCut when) throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        file.fault((peer, request) -> {
            some(file, peer, request, when, 9_000_000);
            return true;
        });
        talk().script(file);
        Transfer<TransferResult> get = get();
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(1));
        assertCancelled(get);
        assertEquals(List.of(".a.ftpart", ".a.ftpart.journal"), partialFiles());
        talk().script(file.fault((peer, request) -> false));
        assertTrue(result(get()).resumedFrom() >= 9_000_000);
        assertGot(CONTENT);
        assertEquals(LARGE, file.sent());
    }

    @Test
    void aCancelKeepsNothingOfWhatIsNotResumable() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk().script(file.fault((peer, request) -> file.begin(peer, request, 9_000_000)));
        Transfer<TransferResult> get = get(GetRequest.of("a").streams(1).resume(false));
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(1));
        assertCancelled(get);
        assertEquals(List.of(), partialFiles());
    }

    /** Nobody has compared the beginning, so the server reads the whole; and says that it is something else. */
    @Test
    void aWholeThatIsNotTheServersBeginsAgain() throws IOException {
        ServedFile file = new ServedFile(CONTENT);
        talk().script(file.fault((peer, request) -> {
            if (request.choice() == Choice.DIGEST) {
                peer.reply(file.head().with(Option.DIGEST, Peer.crc(new byte[1])));
                return true;
            }
            if (file.gets().isEmpty()) {
                file.begin(peer, request, 9_000_000);
                talk.afterwards(peer::cut);
                return true;
            }
            return false;
        }));
        Transfer<TransferResult> get = get();
        talk.pass(Duration.ofSeconds(60));
        assertEquals(CONTENT.length, result(get).bytes());
        assertGot(CONTENT);
        assertEquals(3, file.gets().size());
        assertEquals(9_000_000 + (LARGE - 9_000_000) + LARGE, file.sent());
    }

    @Test
    void aCancelWhileItWaitsForAnotherAttempt() throws IOException {
        ServedFile file = new ServedFile(bytes(300_000));
        talk().script(file.fault((peer, request) -> {
            file.begin(peer, request, 100_000);
            talk.afterwards(peer::cut);
            return true;
        }));
        Transfer<TransferResult> get = get();
        assertFalse(get.future().isDone());
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(60));
        assertCancelled(get);
        assertEquals(1, file.gets().size());
        assertFalse(Files.exists(directory.resolve("a")));
    }

    /** The disk does not get on with what is to be thrown away, either; the caller hears of the end when it has. */
    @Test
    void aCancelWhileTheDiskStands() {
        ServedFile file = new ServedFile(bytes(300_000));
        talk().script(file);
        Path target = directory.resolve("a");
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), target);
        file.fault((peer, request) -> {
            file.begin(peer, request, 100_000);
            talk.diskStands(true);
            return true;
        });
        talk.settle();
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(10));
        talk.diskStands(false);
        talk.settle();
        assertCancelled(get);
        assertFalse(Files.exists(target));
    }

    @Test
    void contentAsBytesThatWasCutBeginsAgain() {
        byte[] content = bytes(300_000);
        talk();
        cutFirst(new ServedFile(content), GetCut.IN_CONTENT, 100_000);
        Transfer<byte[]> get = talk.client.getBytes(GetRequest.of("a"), 1 << 20);
        talk.settle().pass(Duration.ofSeconds(5));
        assertArrayEquals(content, result(get));
        assertEquals(2, talk.peers().size());
    }

    @Test
    void contentAsBytesHasProgressAndCanBeCancelled() {
        ServedFile file = new ServedFile(bytes(300_000));
        file.fault((peer, request) -> {
            some(file, peer, request, GetCut.IN_CONTENT, 100_000);
            return true;
        });
        talk().script(file);
        Transfer<byte[]> get = talk.client.getBytes(GetRequest.of("a"), 1 << 20);
        talk.settle();
        assertEquals(100_000, get.progress().bytes());
        assertEquals(300_000, get.progress().total());
        assertTrue(get.cancel());
        talk.settle();
        assertCancelled(get);
    }
}
