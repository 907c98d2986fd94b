package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.client.failure.RetryPolicy.Phase;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether each kind of request is tried again, as the table has it, with a whole client in virtual time. */
class RetryTableTalkTest extends TalkTest {
    /** What a caller asks for. */
    enum Asked {
        GET(true),
        PUT(true),
        ASKING_PUT(true),
        PUT_OF_SOMETHING_NEW(false),
        LIST(true),
        STAT(true),
        DIGEST(true),
        MKDIR(false),
        MKDIR_WITH_PARENTS(true),
        MOVE(false),
        DELETE(false);

        /** When nobody knows whether it was carried out. */
        private final boolean againIfLost;

        Asked(boolean againIfLost) {
            this.againIfLost = againIfLost;
        }
    }

    private static final byte[] CONTENT = bytes(1000);
    private static final byte[] LARGE = bytes(100_000);

    private final ServedFile file = new ServedFile(CONTENT);
    private final HeldUpload upload = new HeldUpload();

    /** One for each way that things can go. */
    private static final Set<ErrorCode> OF_PARTS = EnumSet.of(
            ErrorCode.BUSY,
            ErrorCode.TRUNCATED,
            ErrorCode.CHECKSUM_MISMATCH,
            ErrorCode.CHANGED,
            ErrorCode.VERSION_MISMATCH,
            ErrorCode.OFFSET_MISMATCH,
            ErrorCode.CORRUPT,
            ErrorCode.UNSUPPORTED,
            ErrorCode.CANCELLED,
            ErrorCode.UPLOAD_UNKNOWN,
            ErrorCode.INSUFFICIENT_STORAGE,
            ErrorCode.INTERNAL,
            ErrorCode.DENIED);

    private static Set<ErrorCode> codesOfParts() {
        return OF_PARTS;
    }

    /** A client's own are not sent. */
    static Stream<ErrorCode> codes() {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code != ErrorCode.CONNECTION && code != ErrorCode.LOCAL_FILE);
    }

    private Transfer<?> ask(Asked what) {
        FileTransferClient client = talk.client;
        return switch (what) {
            case GET -> client.get(GetRequest.of("a"), directory.resolve("a"));
            case PUT -> client.put(PutRequest.of("a"), CONTENT);
            case ASKING_PUT -> client.put(PutRequest.of("a"), LARGE);
            case PUT_OF_SOMETHING_NEW -> client.put(PutRequest.of("a").expectAbsent(true), CONTENT);
            case LIST -> client.list("a", false, entry -> {});
            case STAT -> client.stat("a");
            case DIGEST -> client.digest("a", DigestAlgorithm.CRC32C);
            case MKDIR -> client.makeDirectory("a", false);
            case MKDIR_WITH_PARENTS -> client.makeDirectory("a", true);
            case MOVE -> client.move("a", "b", false);
            case DELETE -> client.delete("a", false, null);
        };
    }

    private void answer(Peer peer) {
        if (!(peer.came() instanceof Request request)) {
            upload.accept(peer);
            return;
        }
        switch (request.choice()) {
            case PUT -> upload.accept(peer);
            case LIST -> peer.reply(Options.NONE).end(new byte[0]);
            case MKDIR, MOVE, DELETE -> peer.reply(Options.NONE);
            default -> file.accept(peer);
        }
    }

    private static boolean isRequest(Peer peer) {
        return peer.came() instanceof Request;
    }

    private static FileTransferException failure(ErrorCode code) {
        return new FileTransferException(code, code.mayRetry(), "", null, null);
    }

    private static boolean isTriedAgain(Phase phase, ErrorCode code) {
        return RetryPolicy.remedy(phase, failure(code)) != Remedy.OVER;
    }

    /** What was refused has not been done, whatever it is. */
    @ParameterizedTest
    @EnumSource
    void whatIsRefusedIsTriedAgainForTheCodesOfTheTable(Asked what) {
        talk();
        codes().forEach(code -> {
            boolean[] refused = new boolean[1];
            talk.script(peer -> {
                if (isRequest(peer) && !refused[0]) {
                    refused[0] = true;
                    peer.fail(code);
                } else if (!(peer.came() instanceof Frame.Cancel)) {
                    answer(peer);
                }
            });
            Transfer<?> transfer = ask(what);
            talk.settle().pass(Duration.ofSeconds(20));
            assertTrue(transfer.future().isDone(), code::name);
            Phase phase = what == Asked.GET ? Phase.GET : Phase.REQUEST;
            assertEquals(!isTriedAgain(phase, code), transfer.future().isCompletedExceptionally(), code::name);
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLostIsTriedAgainWhereThatDoesNoHarm(Asked what) {
        boolean[] lost = new boolean[1];
        talk().script(peer -> {
            if (isRequest(peer) && !lost[0]) {
                lost[0] = true;
                peer.cut();
            } else {
                answer(peer);
            }
        });
        Transfer<?> transfer = ask(what);
        talk.settle().pass(Duration.ofSeconds(20));
        assertTrue(transfer.future().isDone());
        assertEquals(what.againIfLost, !transfer.future().isCompletedExceptionally());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void aGetIsTriedAgainForTheCodesOfTheTable(ErrorCode code) {
        boolean[] refused = new boolean[1];
        talk().script(file.fault((peer, request) -> {
            boolean now = !refused[0];
            refused[0] = true;
            if (now) {
                peer.fail(code);
            }
            return now;
        }));
        Transfer<?> get = ask(Asked.GET);
        talk.settle().pass(Duration.ofMinutes(1));
        assertTrue(get.future().isDone());
        assertEquals(!isTriedAgain(Phase.GET, code), get.future().isCompletedExceptionally(), code.name());
    }

    /** Of a part or of the COMMIT; and what is kept of the upload if that is its end. */
    @ParameterizedTest
    @EnumSource(names = {"PUT", "COMMIT"})
    void aPutInPartsAsTheTableHasIt(Choice refused) throws IOException {
        Path source = Files.write(directory.resolve("source"), bytes(8 << 20));
        talk();
        for (ErrorCode code : OF_PARTS) {
            HeldUpload server = new HeldUpload();
            int aborts = aborts(code, refused);
            boolean[] struck = new boolean[1];
            talk.script(server.fault((peer, frame) -> {
                boolean now = !struck[0] && HeldUpload.is(frame, refused);
                if (now) {
                    struck[0] = true;
                    peer.fail(code);
                }
                return now;
            }));
            int states = states();
            Transfer<?> put = talk.client.put(PutRequest.of(code.name()), source);
            talk.settle().pass(Duration.ofSeconds(20));
            assertTrue(put.future().isDone(), code::name);
            boolean whole = code == ErrorCode.UNSUPPORTED;
            boolean again = isTriedAgain(refused == Choice.PUT ? Phase.PART : Phase.COMMIT, code);
            assertEquals(again || whole, !put.future().isCompletedExceptionally(), code::name);
            assertEquals(aborts, server.asked(Choice.ABORT), code::name);
            boolean kept = !again && !whole && RetryPolicy.keepsParts(failure(code));
            assertEquals(kept ? states + 1 : states, states(), code::name);
        }
    }

    private static int aborts(ErrorCode code, Choice refused) {
        boolean again = isTriedAgain(refused == Choice.PUT ? Phase.PART : Phase.COMMIT, code);
        return again || code == ErrorCode.UNSUPPORTED || RetryPolicy.keepsParts(failure(code)) ? 0 : 1;
    }

    /** A piece is got again by itself, or all of them with another beginning. */
    @ParameterizedTest
    @MethodSource("codesOfParts")
    void aGetInPiecesAsTheTableHasIt(ErrorCode code) throws IOException {
        ServedFile large = new ServedFile(new byte[17_000_000]);
        boolean[] refused = new boolean[1];
        talk().script(large.fault((peer, request) -> {
            if (request.choice() != Choice.GET) {
                return false;
            }
            if (!request.options().has(Option.LENGTH)) {
                return large.begin(peer, request, 0);
            }
            boolean now = !refused[0];
            refused[0] = true;
            if (now) {
                peer.fail(code);
            }
            return now;
        }));
        Path target = directory.resolve("a");
        Transfer<?> get = talk.client.get(GetRequest.of("a").streams(2), target);
        talk.settle().pass(Duration.ofSeconds(20));
        assertTrue(get.future().isDone());
        boolean again = isTriedAgain(Phase.PIECE, code) || isTriedAgain(Phase.PIECES, code);
        assertEquals(again, !get.future().isCompletedExceptionally());
        assertEquals(again, Files.exists(target));
    }
}
