package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.server.event.Observers;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.event.ServerObserver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What observers are told, and that it is all. */
class ServerObserverTest {
    private final Talk talk;

    ServerObserverTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    @Test
    void aSmallFileThatIsSent() {
        talk.storage.put("a", "hello");
        talk.send(get("a")).work().answers();
        talk.disconnect();
        assertEquals(List.of("opened", "began NATIVE GET a", "OK GET a", "closed"), talk.seen.events);
        RequestEnd end = talk.seen.ends.get(0);
        assertEquals(5, end.bytes());
        assertEquals(Talk.crc("hello"), end.digest());
        assertEquals(Dialect.NATIVE, end.dialect());
        assertEquals(RequestEnd.Form.REPLY, end.form());
        assertNull(end.failure());
    }

    @Test
    void aLargeFileThatIsSentInPieces() {
        byte[] bytes = new byte[300_000];
        talk.storage.put("a", bytes);
        talk.send(get("a")).work().answers();
        RequestEnd end = talk.seen.ends.get(0);
        assertEquals(RequestEnd.Form.BODY, end.form());
        assertEquals(RequestEnd.Result.OK, end.result());
        assertEquals(bytes.length, end.bytes());
        assertEquals(end(bytes).digest(), end.digest());
    }

    @Test
    void anUploadThatIsStored() {
        talk.send(put("a"), content("hello"), end("hello")).work().answers();
        RequestEnd end = talk.seen.ends.get(0);
        assertEquals(RequestEnd.Result.OK, end.result());
        assertEquals(5, end.bytes());
        assertEquals(Talk.crc("hello"), end.digest());
    }

    @Test
    void whatAClientSaysOfItselfOnceCountsForItsConnection() {
        talk.storage.put("a", "hello");
        Options said = Options.NONE.with(Option.AGENT, "tester/1");
        talk.send(new Request("a", Choice.STAT, said), get("a"), Talk.request(Choice.STAT, "none"))
                .work();
        assertEquals(
                List.of("tester/1", "tester/1", "tester/1"),
                talk.seen.ends.stream().map(end -> end.peer().agent()).toList());
    }

    @Test
    void whatIsRefusedAndWhatFails() {
        talk.send(get("none"), get("../a"), Talk.request(Choice.STAT, "none")).work();
        assertEquals(
                List.of("NOT_FOUND", "BAD_NAME", "NOT_FOUND"),
                talk.seen.ends.stream().map(end -> end.failure().code().name()).toList());
        assertEquals(
                List.of(RequestEnd.Result.FAILED, RequestEnd.Result.REFUSED, RequestEnd.Result.FAILED),
                talk.seen.ends.stream().map(RequestEnd::result).toList());
        assertTrue(talk.seen.ends.stream().allMatch(end -> end.digest().equals(Digest.NONE)));
    }

    @Test
    void aConnectionThatIsLostBeforeTheAnswer() {
        talk.storage.put("a", "hello");
        talk.send(get("a"));
        talk.disconnect();
        assertEquals(List.of("opened", "began NATIVE GET a", "LOST GET a", "closed"), talk.seen.events);
    }

    /** The content is whole, so it is stored, though nobody hears of it: that was a change all the same. */
    @Test
    void aChangeWhoseConnectionIsLostIsTold() {
        talk.send(put("a"), content("hello"), end("hello")).disconnect();
        talk.work();
        assertEquals(
                List.of("opened", "began NATIVE PUT a", "LOST PUT a", "closed", "changed PUT a 5 bytes"),
                talk.seen.events);
    }

    @Test
    void changesAreToldBeforeTheirAnswers() {
        talk.storage.put("a", "hello");
        talk.send(Talk.request(Choice.DELETE, "a"), Talk.request(Choice.DELETE, "none"))
                .work();
        assertEquals(
                List.of("changed DELETE a 0 bytes", "OK DELETE a", "FAILED DELETE none"),
                talk.seen.events.stream().skip(3).toList());
    }

    @Test
    void anotherProtocolAndAConnectionThatIsEnded() {
        talk.sendText("SSH-2.0-x\r\n");
        assertEquals(List.of("opened", "refused SSH"), talk.seen.events);
    }

    @Test
    void aProtocolThatIsBroken() {
        talk.send(content("x")).work();
        assertEquals(List.of("opened", "ended BAD_REQUEST"), talk.seen.events);
    }

    @Test
    void oneThatThrowsKeepsNothingFromTheOthers() {
        Seen seen = new Seen();
        ServerObserver both = Observers.of(
                new ServerObserver() {
                    @Override
                    public void connectionEnded(Peer peer, Failure reason) {
                        throw new IllegalStateException("a fault of an observer");
                    }
                },
                seen);
        for (int i = 0; i < 100; i++) {
            both.connectionEnded(Peer.of(null), new Failure(ErrorCode.TIMEOUT, "Too late."));
        }
        assertEquals(100, seen.events.size());
    }
}
