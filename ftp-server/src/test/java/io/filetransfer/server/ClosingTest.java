package io.filetransfer.server;

import static io.filetransfer.server.Talk.askedPut;
import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static io.filetransfer.server.Talk.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections end: half-close, misuse, cancel, drain, too many. */
class ClosingTest {
    private Talk talk;

    ClosingTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    @Test
    void whoHasHalfClosedGetsAllAnswersThenTheEnd() {
        talk.storage.put("a", "x".repeat(300_000));
        talk.send(get("a"), put("b"), content("b"), end("b"), get("b")).halfClose();
        assertTrue(talk.channel.isOpen());
        talk.work();
        assertFalse(talk.channel.isOpen());
        assertEquals(List.of("reply", "x".repeat(300_000), "end", "reply", "reply", "b", "end"), talk.answers());
    }

    @Test
    void halfCloseWithoutARequestCloses() {
        talk.halfClose();
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void halfCloseInsideAFrameIsTold() {
        talk.send(Unpooled.copiedBuffer(new byte[] {(byte) 0xF7, 'F', 'T', 'P', 1, 1, 0, 0}))
                .halfClose()
                .work();
        assertEquals(List.of("TRUNCATED"), talk.answers());
    }

    @Test
    void misuseIsAnsweredAfterTheOtherAnswersThenTheConnectionEnds() {
        List<Frame[]> misuses = List.of(
                new Frame[] {content("x")},
                new Frame[] {content("")},
                new Frame[] {put("c"), end(""), content("")},
                new Frame[] {end("")},
                new Frame[] {new Frame.Cancel(7)},
                new Frame[] {put("c"), end(""), end("")},
                new Frame[] {put("c"), get("a")});
        for (Frame[] misuse : misuses) {
            talk.storage.put("a", "aaa");
            talk.send(get("a")).send(misuse).send(get("a")).work();
            List<String> answers = talk.answers();
            assertEquals(List.of("reply", "aaa", "end"), answers.subList(0, 3));
            assertEquals("BAD_REQUEST", answers.get(answers.size() - 1));
            assertEquals(1, answers.stream().filter("BAD_REQUEST"::equals).count());
            assertTrue(talk.isLingering());
            talk.close();
            talk = newTalk();
        }
    }

    /** A cancel that follows a misuse in the same segment is not read any more. */
    @Test
    void nothingIsReadAfterAMisuse() {
        talk.storage.put("a", "aaa");
        talk.send(get("a"), end(""), new Frame.Cancel(0)).work();
        assertEquals(List.of("reply", "aaa", "end", "BAD_REQUEST"), talk.answers());
    }

    /** Requests that came in the same segment as the one that a fault of this side met. */
    @Test
    void nothingIsReadAfterAFault() {
        talk.storage.put("a", "aaa");
        talk.channel.pipeline().addBefore("connection", "fault", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof Request request && request.name().equals("fault")) {
                    throw new IllegalStateException("A fault for a test");
                }
                ctx.fireChannelRead(message);
            }
        });
        talk.send(get("fault"), request(Choice.DELETE, "a"), put("b"), content("b"), end("b"))
                .work();
        assertFalse(talk.channel.isOpen());
        assertEquals(List.of(), talk.storage.calls);
    }

    private static Talk newTalk() {
        try {
            return new Talk();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A reset would overtake the answer if input were left unread. */
    @Test
    void inputIsReadForAWhileAfterTheLastAnswer() {
        talk.send(content("x"));
        assertEquals(List.of("BAD_REQUEST"), talk.answers());
        for (int i = 0; i < 100; i++) {
            talk.send(content(new byte[1 << 16]));
        }
        assertEquals(0, talk.unread());
        assertTrue(talk.channel.isOpen());
        talk.pass(Closing.LINGER_MILLIS, TimeUnit.MILLISECONDS);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void theLingeringEndsWhenTheClientCloses() {
        talk.send(content("x")).halfClose();
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void anotherVersionIsToldWhichOnesAreSpoken() {
        talk.send(Unpooled.copiedBuffer(new byte[] {(byte) 0xF7, 'F', 'T', 'P', 9}))
                .work();
        assertTrue(talk.onlyFailure().options().has(Option.PROTOCOL_VERSIONS));
    }

    @Test
    void aDownloadThatIsCancelledEndsAtTheNextFrame() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.storage.put("b", "b");
        talk.channel.stick(true);
        talk.send(get("a"), get("b")).work();
        talk.send(new Frame.Cancel(0));
        talk.channel.stick(false);
        talk.work();
        List<String> answers = talk.answers();
        assertEquals("reply", answers.get(0));
        assertTrue(answers.get(1).length() < 8 << 20);
        assertEquals(List.of("CANCELLED", "reply", "b", "end"), answers.subList(2, answers.size()));
    }

    @Test
    void whatWaitsCanBeCancelled() {
        talk.storage.put("a", "a");
        talk.send(get("a"), get("a"), new Frame.Cancel(1), new Frame.Cancel(1)).work();
        assertEquals(List.of("reply", "a", "end", "CANCELLED"), talk.answers());
        talk.send(new Frame.Cancel(0), get("a")).work();
        assertEquals(List.of("reply", "a", "end"), talk.answers());
    }

    @Test
    void aDigestThatIsCancelledStopsReading() {
        talk.storage.put("a", new byte[4 << 20]);
        talk.send(request(Choice.DIGEST, "a"), new Frame.Cancel(0)).work();
        assertEquals(List.of("CANCELLED"), talk.answers());
        assertTrue(talk.storage.calls.stream()
                        .filter(call -> call.startsWith("read"))
                        .count()
                < 2);
    }

    @Test
    void disconnectAtEveryStepLeavesNothing() {
        for (int step = 0; step < 30; step++) {
            talk.storage.put("big", new byte[2 << 20]);
            talk.storage.put("a", "a");
            talk.channel.stick(step % 2 == 0);
            talk.send(
                    get("big"),
                    get("a"),
                    request(Choice.LIST, "/"),
                    put("u"),
                    content("u"),
                    end("u"),
                    request(Choice.DELETE, "a"),
                    askedPut("v"));
            for (int i = 0; i < step; i++) {
                talk.disk.runOne();
                talk.settle();
            }
            talk.disconnect();
            talk.close();
            talk = newTalk();
        }
    }

    @Test
    void anIdleConnectionIsToldWhenTheServerGoesDown() {
        talk.send(get("none")).work();
        talk.answers();
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        assertEquals(List.of("SHUTTING_DOWN"), talk.settle().answers());
        assertTrue(talk.isLingering());
    }

    @Test
    void aConnectionThatNeverSpokeIsClosedWhenTheServerGoesDown() {
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.settle();
        assertEquals("", talk.text());
        assertTrue(talk.isLingering());
    }

    @Test
    void whatWasAskedForBeforeTheServerGoesDownIsDone() {
        talk.storage.put("a", "a");
        talk.send(get("a"), put("b"), content("b"));
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.send(end("b"), get("a")).work();
        assertEquals(List.of("reply", "a", "end", "reply", "SHUTTING_DOWN"), talk.answers());
        assertTrue(talk.isLingering());
    }

    @Test
    void whoAskedFirstMayStillSendWhenTheServerGoesDown() {
        talk.send(askedPut("b"));
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.work();
        assertEquals(List.of("go"), talk.answers());
        talk.send(content("b"), end("b")).work();
        assertEquals(List.of("reply", "SHUTTING_DOWN"), talk.answers());
    }

    @Test
    void aCancelCountsAlsoWhileTheServerGoesDown() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.channel.stick(true);
        talk.send(get("a")).work();
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.send(new Frame.Cancel(0));
        talk.channel.stick(false);
        talk.work();
        assertTrue(talk.answers().contains("CANCELLED"));
    }

    @Test
    void transfersThatTakeTooLongAreCutOffWithAWord() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.channel.stick(true);
        talk.send(get("a"), get("a"), put("b"), content("b")).work();
        talk.server.startDraining();
        talk.server.connections().forEach(OpenConnection::drain);
        talk.server.connections().forEach(OpenConnection::shutDown);
        talk.channel.stick(false);
        talk.work();
        List<String> answers = talk.answers();
        assertEquals("SHUTTING_DOWN", answers.get(2));
        assertEquals("SHUTTING_DOWN", answers.get(answers.size() - 1));
        assertFalse(answers.contains("end"));
        assertTrue(talk.storage.open.isEmpty());
        assertTrue(talk.isLingering());
    }

    @Test
    void aConnectionThatComesWhileTheServerGoesDownIsClosed() throws Exception {
        talk.server.startDraining();
        TestChannel late = new TestChannel().start(new ServerPipeline(talk.server));
        assertTrue(late.isOutputShutdown());
        late.finishAndReleaseAll();
    }

    /** The client would wait for it, or take the next answer for this one. */
    @Test
    void anAnswerThatCannotBeWrittenEndsTheConnection() {
        talk.storage.put("a", "aaa");
        talk.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("as a test wants it"));
            }
        });
        talk.send(get("a")).work();
        assertFalse(talk.channel.isOpen());
    }
}
