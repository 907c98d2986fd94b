package io.filetransfer.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that limits itself, in virtual time. */
class RateLimitTalkTest extends TalkTest {
    private static final int RATE = 64_000;
    private static final int SEGMENT = 1000;

    private final HeldUpload server = new HeldUpload();

    private ClientTalk limited(int rate) {
        return talk(config -> config.rateLimit(rate).idleTimeout(Duration.ofSeconds(2)));
    }

    private static void serve(Peer peer, byte[] content) {
        if (peer.came() instanceof Request) {
            peer.reply(ServedFile.head(content));
            for (int at = 0; at < content.length; at += SEGMENT) {
                peer.content(content, at, SEGMENT);
            }
            peer.end(content);
        }
    }

    private static int done(List<Transfer<TransferResult>> transfers) {
        return (int) transfers.stream().filter(one -> one.future().isDone()).count();
    }

    @Test
    void aGetGoesAtTheRate() throws IOException {
        byte[] content = bytes(10 * RATE);
        limited(RATE).script(peer -> serve(peer, content));
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofMillis(9700));
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(1));
        assertEquals(content.length, result(get).bytes());
        assertArrayEquals(content, Files.readAllBytes(directory.resolve("a")));
    }

    @Test
    void aPutGoesAtTheRate() throws IOException {
        byte[] content = bytes(10 * RATE);
        limited(RATE).script(server);
        Transfer<TransferResult> put =
                talk.client.put(PutRequest.of("a"), Files.write(directory.resolve("source"), content));
        talk.settle();
        for (int second = 1; second <= 9; second++) {
            talk.pass(Duration.ofSeconds(1));
            assertTrue(server.received() <= (long) second * RATE + RATE / 8 + RATE / 64, "after " + second);
            assertTrue(server.received() >= (long) second * RATE - RATE / 4, "after " + second);
        }
        talk.pass(Duration.ofSeconds(2));
        assertEquals(content.length, result(put).bytes());
        assertArrayEquals(content, server.stored());
    }

    @Test
    void allConnectionsShareIt() {
        byte[] content = bytes(RATE);
        limited(RATE).script(peer -> serve(peer, content));
        List<Transfer<TransferResult>> gets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            gets.add(talk.client.get(GetRequest.of("a"), directory.resolve("a" + i)));
        }
        talk.settle().pass(Duration.ofMillis(7600));
        assertTrue(done(gets) < 8, done(gets) + " are done");
        talk.pass(Duration.ofSeconds(2));
        assertEquals(8, done(gets));
        gets.forEach(get -> assertEquals(RATE, result(get).bytes()));
    }

    @Test
    void smallPutsGoAtTheRateToo() throws IOException {
        byte[] content = bytes(RATE / 10);
        limited(RATE).script(server);
        List<Transfer<TransferResult>> puts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            puts.add(talk.client.put(PutRequest.of("a" + i), Files.write(directory.resolve("source" + i), content)));
        }
        talk.settle().pass(Duration.ofSeconds(3));
        assertTrue(server.received() <= 3 * RATE + RATE / 8 + 5 * content.length, "received " + server.received());
        talk.pass(Duration.ofSeconds(3));
        assertEquals(50, done(puts));
    }

    @Test
    void aSmallRateIsKeptFromTheFirstByteOn() throws IOException {
        byte[] content = bytes(20);
        limited(1).script(server);
        Transfer<TransferResult> put =
                talk.client.put(PutRequest.of("a"), Files.write(directory.resolve("source"), content));
        talk.settle();
        for (int second = 1; second <= 18; second++) {
            talk.pass(Duration.ofSeconds(1));
            assertTrue(server.received() <= second + 2, server.received() + " after " + second);
            assertTrue(server.received() >= second - 1, server.received() + " after " + second);
        }
        talk.pass(Duration.ofSeconds(4));
        assertEquals(content.length, result(put).bytes());
        limited(1).script(peer -> {
            if (peer.came() instanceof Request) {
                peer.reply(ServedFile.head(content));
                for (int at = 0; at < content.length; at++) {
                    peer.content(content, at, 1);
                }
                peer.end(content);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        for (int second = 1; second <= 17; second++) {
            talk.pass(Duration.ofSeconds(1));
            assertTrue(get.progress().bytes() <= second + 3, get.progress().bytes() + " after " + second);
        }
        assertFalse(get.future().isDone());
        talk.pass(Duration.ofSeconds(5));
        assertEquals(content.length, result(get).bytes());
        assertEquals(List.of(), talk.retries());
    }

    /** 2 seconds without a byte end a transfer; those of its own limit do not. */
    @Test
    void whatIsHeldBackHereIsNotTakenForSilence() throws IOException {
        byte[] content = bytes(100_000);
        limited(500).script(peer -> serve(peer, content));
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle().pass(Duration.ofSeconds(210));
        assertEquals(content.length, result(get).bytes());
        limited(100).script(server);
        Transfer<TransferResult> put =
                talk.client.put(PutRequest.of("a"), Files.write(directory.resolve("source"), content));
        talk.settle().pass(Duration.ofSeconds(1010));
        assertEquals(content.length, result(put).bytes());
        assertEquals(List.of(), talk.retries());
    }

    @Test
    void questionsDoNotWait() {
        byte[] content = bytes(100_000);
        limited(500).script(peer -> {
            if (peer.came() instanceof Request request && request.name().equals("b")) {
                peer.reply(ServedFile.head(content).with(Option.KIND, Kind.FILE));
            } else {
                serve(peer, content);
            }
        });
        Transfer<TransferResult> get = talk.client.get(GetRequest.of("a"), directory.resolve("a"));
        talk.settle();
        Transfer<RemoteFile> stat = talk.client.stat("b");
        talk.settle();
        assertEquals(content.length, result(stat).size());
        get.cancel();
        talk.settle();
        assertCancelled(get);
    }
}
