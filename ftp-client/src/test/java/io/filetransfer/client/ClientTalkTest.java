package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.failure.Remedy;
import io.filetransfer.client.failure.RetryPolicy;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries, cuts, deadlines, cancels and resuming of a whole client, in virtual time. */
class ClientTalkTest {
    /** Where a get is cut off. */
    enum GetCut {
        CONNECTED,
        REQUESTED,
        REPLIED,
        IN_CONTENT,
        BEFORE_END
    }

    /** Where a put is cut off. */
    enum PutCut {
        CONNECTED,
        IN_BODY,
        BEFORE_ANSWER
    }

    private static final Version VERSION = Version.of(new byte[] {1});

    @TempDir
    Path directory;

    private ClientTalk talk;

    private ClientTalk talk() {
        return talk(config -> {});
    }

    private ClientTalk talk(Consumer<ClientConfig.Builder> adjust) {
        talk = new ClientTalk(directory.resolve("state"), adjust);
        return talk;
    }

    @AfterEach
    void end() throws IOException {
        talk.end();
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(
                    List.of(),
                    left.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith(".") && !name.contains(".ftpart"))
                            .toList());
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Options head(byte[] content) {
        return Options.NONE
                .with(Option.SIZE, (long) content.length)
                .with(Option.MODIFIED, Instant.ofEpochSecond(1_000_000_000))
                .with(Option.MODE, 0644)
                .with(Option.VERSION, VERSION);
    }

    /** The answer to a get, from where it wants it. */
    private static void answer(Peer peer, byte[] content) {
        Request request = (Request) peer.came();
        if (request.choice() == Choice.DIGEST) { // what a resumed get asks of the whole
            peer.reply(head(content).with(Option.DIGEST, Peer.crc(content)));
            return;
        }
        int from = (int) (long) request.options().get(Option.OFFSET, 0L);
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        peer.reply(from == 0 ? head(content) : ranged(content, from));
        for (int at = 0; at < rest.length; at += 100_000) {
            peer.content(rest, at, Math.min(100_000, rest.length - at));
        }
        peer.end(rest);
    }

    /** A server that has this file. */
    private static void serve(Peer peer, byte[] content) {
        if (peer.came() instanceof Request) {
            answer(peer, content);
        }
    }

    private static Options ranged(byte[] content, int from) {
        return head(content).with(Option.OFFSET, (long) from).with(Option.LENGTH, (long) content.length - from);
    }

    /** Lets a body come that is asked for first. */
    private static void let(Peer peer) {
        if (peer.came() instanceof Request request && request.asksFirst()) {
            peer.send(Frame.Go.GO);
        }
    }

    private static void stored(Peer peer, byte[] content) {
        peer.reply(head(content).with(Option.DIGEST, Peer.crc(content)).with(Option.DURABILITY, Durability.SYNCED));
    }

    private static <T> T result(Transfer<T> transfer) {
        assertTrue(transfer.future().isDone(), "It has not ended yet");
        return transfer.future().join();
    }

    private static <T> FileTransferException failure(Transfer<T> transfer) {
        assertTrue(transfer.future().isCompletedExceptionally(), "It has not failed yet");
        CompletionException thrown =
                assertThrows(CompletionException.class, () -> transfer.future().join());
        return assertInstanceOf(FileTransferException.class, thrown.getCause());
    }

    @Test
    void aFileArrivesWithoutAnyTimePassing() throws IOException {
        byte[] content = bytes(300_000);
        talk().script(peer -> serve(peer, content));
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        assertEquals(content.length, result(get).bytes());
        assertArrayEquals(content, Files.readAllBytes(directory.resolve("a")));
        assertEquals(1, talk.peers().size());
    }

    @ParameterizedTest
    @EnumSource
    void aGetThatIsCutOffIsTriedAgain(GetCut cut) throws IOException {
        byte[] content = bytes(300_000);
        talk().script(peer -> {
            if (peer.number() > 0) {
                if (peer.came() instanceof Request) {
                    answer(peer, content);
                }
                return;
            }
            boolean requested = peer.came() instanceof Request;
            if (cut == GetCut.CONNECTED) {
                peer.cut();
            } else if (requested) {
                if (cut.compareTo(GetCut.REPLIED) >= 0) {
                    peer.reply(head(content));
                }
                if (cut == GetCut.IN_CONTENT) {
                    peer.content(content, 0, 100_000);
                } else if (cut == GetCut.BEFORE_END) {
                    peer.content(content, 0, content.length);
                }
                peer.cut();
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        talk.pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(get).bytes());
        assertArrayEquals(content, Files.readAllBytes(directory.resolve("a")));
        assertEquals(2, talk.peers().size());
    }

    @ParameterizedTest
    @EnumSource
    void aPutThatIsCutOffIsTriedAgain(PutCut cut) throws IOException {
        byte[] content = bytes(200_000);
        Path file = Files.write(directory.resolve("source"), content);
        talk().script(peer -> {
            boolean whole = peer.came() instanceof End;
            if (peer.number() > 0 || cut == PutCut.BEFORE_ANSWER) {
                let(peer);
            }
            if (peer.number() > 0) {
                if (whole) {
                    stored(peer, content);
                }
                return;
            }
            boolean now = switch (cut) {
                case CONNECTED -> true;
                case IN_BODY -> peer.came() instanceof Request;
                case BEFORE_ANSWER -> whole;
            };
            if (now) {
                peer.cut();
            }
        });
        Transfer<TransferResult> put = talk.client.put(PutRequest.of("a"), file);
        talk.settle();
        talk.pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(put).bytes());
        assertEquals(2, talk.peers().size());
    }

    @Test
    void whatMayHaveBeenDoneIsNotDoneTwice() {
        talk().script(peer -> {
            if (peer.came() instanceof Request) {
                peer.cut();
            }
        });
        Transfer<?> move = talk.client.move("a", "b", false);
        talk.settle().pass(Duration.ofMinutes(5));
        assertEquals(ErrorCode.CONNECTION, failure(move).code());
        assertEquals(
                1,
                talk.peers().stream().mapToInt(peer -> peer.requests().size()).sum());
    }

    @Test
    void aBusyServerIsLeftAloneForAsLongAsItSays() {
        byte[] content = bytes(10);
        List<Duration> asked = new ArrayList<>();
        talk().script(peer -> {
            if (!(peer.came() instanceof Request)) {
                return;
            }
            asked.add(talk.now());
            if (asked.size() == 1) {
                peer.fail(ErrorCode.BUSY, Options.NONE.with(Option.RETRY_AFTER, 5_000L));
            } else {
                answer(peer, content);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofMillis(4_900));
        assertEquals(1, asked.size());
        talk.pass(Duration.ofSeconds(1));
        assertEquals(2, asked.size());
        assertEquals(10, result(get).bytes());
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONNECTION", "LOCAL_FILE"}) // a client's own
    void aGetIsTriedAgainForTheCodesOfTheTable(ErrorCode code) {
        byte[] content = bytes(10);
        talk().script(peer -> {
            if (!(peer.came() instanceof Request)) {
                return;
            }
            long requests = talk.peers().stream()
                    .mapToLong(each -> each.requests().size())
                    .sum();
            if (requests == 1) {
                peer.fail(code);
            } else {
                answer(peer, content);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofMinutes(1));
        FileTransferException said = new FileTransferException(code, code.mayRetry(), "", null, null);
        boolean again = RetryPolicy.remedy(RetryPolicy.Phase.GET, said) != Remedy.OVER;
        assertTrue(get.future().isDone());
        assertEquals(!again, get.future().isCompletedExceptionally(), code.name());
    }

    @Test
    void aServerThatRestartsIsWaitedFor() {
        byte[] content = bytes(10);
        talk().script(peer -> serve(peer, content));
        Transfer<TransferResult> first = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        assertEquals(10, result(first).bytes());
        talk.goAway();
        Transfer<TransferResult> second = talk.client.get(GetRequest.of("a"), directory.resolve("b"));
        talk.settle().pass(Duration.ofSeconds(60));
        assertFalse(second.future().isDone());
        assertFalse(talk.retries().isEmpty());
        talk.listen();
        talk.pass(Duration.ofSeconds(30));
        assertEquals(10, result(second).bytes());
    }

    @Test
    void aServerThatStaysAwayIsGivenUp() {
        byte[] content = bytes(10);
        talk().script(peer -> serve(peer, content));
        talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        talk.goAway();
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("b"));
        talk.settle().pass(talk.client.config().retryTime().minusSeconds(15));
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(60));
        assertEquals(ErrorCode.CONNECTION, failure(get).code());
    }

    @Test
    void aServerThatWasNeverThereIsNotWaitedFor() {
        talk().goAway();
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        assertEquals(ErrorCode.CONNECTION, failure(get).code());
    }

    @Test
    void anAnswerThatDoesNotComeHasADeadline() {
        talk(config -> config.retries(0).answerTimeout(Duration.ofSeconds(30)));
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofSeconds(29));
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(20));
        assertEquals(ErrorCode.TIMEOUT, failure(get).code());
    }

    @Test
    void contentThatStandsStillHasADeadline() {
        byte[] content = bytes(300_000);
        talk(config -> config.retries(0).idleTimeout(Duration.ofSeconds(20))).script(peer -> {
            if (peer.came() instanceof Request) {
                peer.reply(head(content)).content(content, 0, 1000);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofSeconds(19));
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(15));
        assertEquals(ErrorCode.TIMEOUT, failure(get).code());
        assertFalse(Files.exists(directory.resolve("a")));
    }

    @Test
    void aDiskThatStandsIsNoFaultOfTheServer() {
        byte[] content = bytes(300_000);
        talk(config -> config.retries(0)).script(peer -> serve(peer, content));
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.diskStands(true);
        talk.settle().pass(Duration.ofMinutes(10));
        assertFalse(get.future().isDone());
        talk.diskStands(false);
        talk.settle().pass(Duration.ofSeconds(1));
        assertEquals(content.length, result(get).bytes());
    }

    @Test
    void anIdleConnectionIsClosed() {
        byte[] content = bytes(10);
        talk().script(peer -> serve(peer, content));
        talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        assertFalse(talk.last().isClosed());
        talk.pass(talk.client.config().keepAlive().multipliedBy(2));
        assertTrue(talk.last().isClosed());
    }

    @ParameterizedTest
    @EnumSource
    void aGetThatIsCancelledLeavesNothing(GetCut when) {
        byte[] content = bytes(300_000);
        talk().script(peer -> {
            if (peer.came() instanceof Request && when.compareTo(GetCut.REPLIED) >= 0) {
                peer.reply(head(content));
                if (when == GetCut.IN_CONTENT) {
                    peer.content(content, 0, 100_000);
                } else if (when == GetCut.BEFORE_END) {
                    peer.content(content, 0, content.length);
                }
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        if (when != GetCut.CONNECTED) {
            talk.settle();
        }
        get.cancel();
        talk.settle().pass(Duration.ofSeconds(60));
        assertTrue(get.future().isDone(), "It has not ended yet");
        assertThrows(CancellationException.class, () -> get.future().join());
        assertFalse(Files.exists(directory.resolve("a")));
    }

    @Test
    void aLargeGetGoesOnWhereItWasCut() throws IOException {
        byte[] content = bytes(12 << 20);
        talk(config -> config.retries(0)).script(peer -> {
            if (!(peer.came() instanceof Request)) {
                return;
            }
            if (peer.number() > 0) {
                answer(peer, content);
                return;
            }
            peer.reply(head(content));
            for (int at = 0; at < 10 << 20; at += 1 << 20) {
                peer.content(content, at, 1 << 20);
            }
            peer.cut();
        });
        Path target = directory.resolve("a");
        Transfer<TransferResult> first = talk.client.get(GetRequest.of("a").streams(1), target);
        talk.settle().pass(Duration.ofSeconds(1));
        assertEquals(ErrorCode.CONNECTION, failure(first).code());
        Transfer<TransferResult> second = talk.client.get(GetRequest.of("a").streams(1), target);
        talk.settle().pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(second).bytes());
        assertArrayEquals(content, Files.readAllBytes(target));
        long from = talk.last().requests().get(0).options().get(Option.OFFSET, 0L);
        assertTrue(from > 0, "It began again");
    }

    @Test
    void noMoreConnectionsThanMayBe() {
        talk(config -> config.maxConnections(2)).script(peer -> {});
        List<Transfer<?>> stats = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            stats.add(talk.client.stat("f" + i));
        }
        talk.settle();
        assertEquals(2, talk.peers().size());
        talk.script(peer -> {
            if (peer.came() instanceof Request request && request.choice() == Choice.STAT) {
                peer.reply(head(new byte[0]).with(Option.KIND, Kind.FILE));
            }
        });
        talk.peers()
                .forEach(peer -> peer.requests()
                        .forEach(request -> peer.reply(head(new byte[0]).with(Option.KIND, Kind.FILE))));
        talk.settle().pass(Duration.ofSeconds(1));
        stats.forEach(stat -> assertTrue(stat.future().isDone()));
        assertEquals(2, talk.peers().size());
    }
}
