package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadlines, connections, and servers that are away, with a whole client in virtual time. */
class ClientTalkTest extends TalkTest {
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
                new ServedFile(content).accept(peer);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofMillis(4_900));
        assertEquals(1, asked.size());
        talk.pass(Duration.ofSeconds(1));
        assertEquals(2, asked.size());
        assertEquals(10, result(get).bytes());
    }

    @Test
    void aServerThatRestartsIsWaitedFor() {
        byte[] content = bytes(10);
        talk().script(new ServedFile(content));
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
        talk().script(new ServedFile(content));
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
                peer.reply(ServedFile.head(content)).content(content, 0, 1000);
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
        talk(config -> config.retries(0)).script(new ServedFile(content));
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
        talk().script(new ServedFile(content));
        talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        assertFalse(talk.last().isClosed());
        talk.pass(talk.client.config().keepAlive().multipliedBy(2));
        assertTrue(talk.last().isClosed());
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
                peer.reply(ServedFile.head(new byte[0]).with(Option.KIND, Kind.FILE));
            }
        });
        talk.peers()
                .forEach(peer -> peer.requests()
                        .forEach(request ->
                                peer.reply(ServedFile.head(new byte[0]).with(Option.KIND, Kind.FILE))));
        talk.settle().pass(Duration.ofSeconds(1));
        stats.forEach(stat -> assertTrue(stat.future().isDone()));
        assertEquals(2, talk.peers().size());
    }

    /** As where a firewall drops what is sent. */
    @Test
    void aConnectionThatIsNotMadeHasADeadline() {
        talk(config -> config.connectTimeout(Duration.ofSeconds(10))).stopAccepting();
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        Transfer<?> stat = talk.client.stat("a");
        talk.settle().pass(Duration.ofSeconds(9));
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(2));
        assertEquals(ErrorCode.TIMEOUT, failure(get).code());
        assertEquals(ErrorCode.TIMEOUT, failure(stat).code());
        talk.script(new ServedFile(bytes(10)));
        talk.accept();
        Transfer<TransferResult> another = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofSeconds(30));
        assertEquals(10, result(another).bytes());
        assertEquals(1, talk.peers().stream().filter(peer -> !peer.isClosed()).count(), "those that came late");
    }
}
