package io.filetransfer.server;

import static io.filetransfer.server.Talk.askedPut;
import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static io.filetransfer.server.Talk.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests sent together: answers in their order, effects as if one came after the other. */
class ExchangeOrderTest {
    private final Talk talk;

    ExchangeOrderTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    @Test
    void answersComeInTheOrderOfTheRequests() {
        talk.storage.put("a", "aaa");
        talk.storage.put("b", "bbb");
        talk.send(get("a"), request(Choice.STAT, "none"), get("b"), request(Choice.STAT, "b"))
                .work();
        assertEquals(List.of("reply", "aaa", "end", "NOT_FOUND", "reply", "bbb", "end", "reply"), talk.answers());
    }

    @Test
    void aGetSeesThePutBeforeIt() {
        talk.send(put("a"), content("new"), end("new"), get("a")).work();
        assertEquals(List.of("reply", "reply", "new", "end"), talk.answers());
    }

    @Test
    void aGetDoesNotSeeTheChangesAfterIt() {
        talk.storage.put("a", "old");
        talk.send(get("a"), request(Choice.DELETE, "a"), get("a"), put("a"), content("x"), end("x"), get("a"))
                .work();
        assertEquals(
                List.of("reply", "old", "end", "reply", "NOT_FOUND", "reply", "reply", "x", "end"), talk.answers());
    }

    @Test
    void changesWaitForEachOther() {
        Options target = Options.NONE.with(Option.TARGET, "b");
        talk.storage.put("a", "1");
        talk.send(new Request("a", Choice.MOVE, target), request(Choice.DELETE, "b"), request(Choice.STAT, "b"));
        assertEquals(1, talk.disk.waiting());
        talk.work();
        assertEquals(List.of("reply", "reply", "NOT_FOUND"), talk.answers());
    }

    @Test
    void uploadsOfOtherNamesCommitSideBySide() {
        for (String name : List.of("a", "b", "c")) {
            talk.send(put(name), content(name), end(name));
        }
        while (!talk.storage.calls.contains("write c 0")) {
            assertTrue(talk.disk.runOne());
        }
        talk.work();
        assertEquals(List.of("reply", "reply", "reply"), talk.answers());
    }

    @Test
    void uploadsOfOneNameTakeTurns() {
        talk.send(put("a"), content("1"), end("1"), put("/a"), content("22"), end("22"))
                .work();
        assertEquals(
                List.of("begin a", "write a 0", "commit a", "begin a", "write a 0", "commit a"), talk.storage.calls);
        assertEquals(List.of("reply", "reply"), talk.answers());
        assertEquals("22", talk.storage.text("a"));
    }

    /** The turn of an upload lets reading go on, which brings more requests at once. */
    @Test
    void requestsThatComeInWhileAnotherStartsAreAnsweredToo() {
        byte[] second = new byte[2 * Intake.STEP];
        talk.send(
                        put("a"),
                        content("1"),
                        end("1"),
                        put("a"),
                        content(second),
                        end(second),
                        put("b"),
                        content("b"),
                        end("b"))
                .work();
        assertEquals(List.of("reply", "reply", "reply"), talk.answers());
        assertEquals("b", talk.storage.text("b"));
        assertEquals(second.length, talk.storage.text("a").length());
    }

    @Test
    void anUploadBelowANameWaitsForTheUploadOfThatName() {
        talk.send(
                        put("d"),
                        content("1"),
                        end("1"),
                        put("d/e"),
                        content("2"),
                        end("2"),
                        put("de"),
                        content("3"),
                        end("3"))
                .work();
        assertTrue(talk.storage.calls.indexOf("commit d") < talk.storage.calls.indexOf("begin d/e"));
        assertEquals(List.of("reply", "reply", "reply"), talk.answers());
    }

    @Test
    void aChangeThatIsCancelledBeforeItsTurnIsNotMade() {
        talk.storage.put("a", "1");
        talk.send(put("b"), content("b"), end("b"), request(Choice.DELETE, "a"), new Frame.Cancel(1))
                .work();
        assertEquals(List.of("reply", "CANCELLED"), talk.answers());
        assertEquals("1", talk.storage.text("a"));
    }

    @Test
    void aChangeThatRunsIsAnsweredAlthoughItIsCancelled() {
        talk.storage.put("a", "1");
        talk.send(request(Choice.DELETE, "a"), new Frame.Cancel(0)).work();
        assertEquals(List.of("reply"), talk.answers());
        assertNull(talk.storage.text("a"));
    }

    @Test
    void nothingIsStartedForWhoIsGone() {
        talk.storage.put("a", "1");
        talk.send(put("b"), content("b"), end("b"), request(Choice.DELETE, "a"));
        talk.disconnect().work();
        assertEquals("1", talk.storage.text("a"));
        assertEquals("b", talk.storage.text("b"), "it was whole when the client went");
    }

    /** What waits for a slow reader is bounded, whatever it asks for. */
    @Test
    void fewFilesAreOpenForAReaderThatTakesNothing() {
        talk.storage.put("big", new byte[3 << 20]);
        talk.channel.stick(true);
        for (int i = 0; i < 500; i++) {
            talk.send(get("big"));
        }
        talk.work();
        assertTrue(talk.storage.mostOpen <= 17, "open: " + talk.storage.mostOpen);
        assertTrue(talk.unread() > 400, "unread: " + talk.unread());
        assertTrue(talk.channel.unsafe().outboundBuffer().totalPendingWriteBytes() < 4 << 20);
    }

    @Test
    void aSlowReaderGetsAllInTheEnd() {
        talk.storage.put("small", "s".repeat(50_000));
        talk.channel.stick(true);
        List<Frame> requests = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            requests.add(get("small"));
        }
        talk.send(requests.toArray(Frame[]::new)).work();
        long reads = talk.storage.calls.stream()
                .filter(call -> call.startsWith("open"))
                .count();
        assertTrue(reads < 100, "read ahead: " + reads);
        talk.channel.stick(false);
        int answered = 0;
        for (int i = 0; i < 300 && answered < 300; i++) {
            talk.work();
            answered += (int) talk.answers().stream().filter("end"::equals).count();
        }
        assertEquals(300, answered);
    }

    @Test
    void oneReadOfTinyRequestsIsNotTakenInAtOnce() {
        List<Frame> requests = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            requests.add(request(Choice.STAT, "a"));
        }
        talk.send(requests.toArray(Frame[]::new));
        assertFalse(talk.channel.config().isAutoRead());
        long taken = ((ServerConnection) talk.server.connections().iterator().next())
                .standing()
                .requests();
        assertTrue(taken < Intake.STEP / 8, "taken: " + taken);
        int answered = 0;
        while (answered < 30_000) {
            talk.work();
            List<String> answers = talk.answers();
            assertFalse(answers.isEmpty());
            answered += answers.size();
        }
        assertTrue(talk.channel.config().isAutoRead());
    }

    @Test
    void halfCloseAfterManyRequestsGivesAllAnswersThenCloses() {
        List<Frame> requests = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            requests.add(request(Choice.STAT, "a"));
        }
        talk.send(requests.toArray(Frame[]::new)).halfClose();
        int answered = 0;
        while (talk.channel.isOpen()) {
            talk.work();
            answered += talk.answers().size();
        }
        assertEquals(20_000, answered + talk.answers().size());
    }

    @Test
    void aStalledDiskBoundsWhatManyUploadsOfOneConnectionHold() {
        byte[] body = new byte[300_000];
        for (int i = 0; i < 60; i++) {
            talk.send(put("f" + i), content(body), end(body));
        }
        assertTrue(talk.unread() > 40, "unread: " + talk.unread());
        talk.work();
        assertEquals(60, talk.storage.names().size());
        assertEquals(60, talk.answers().size());
    }

    @Test
    void aRequestBehindAskingFirstIsAProtocolError() {
        talk.send(askedPut("a"), get("b")).work();
        assertEquals(List.of("BAD_REQUEST"), talk.answers());
        assertTrue(talk.isLingering());
    }

    @Test
    void failuresDoNotDisturbTheOthers() {
        talk.storage.put("a", "aaa");
        talk.storage.failWith("stat", new IllegalStateException("a bug"));
        talk.send(request(Choice.STAT, "a"), get("a")).work();
        assertEquals(List.of("INTERNAL", "reply", "aaa", "end"), talk.answers());
        talk.storage.fail("open", ErrorCode.STORAGE_FAILED);
        talk.send(get("a")).work();
        assertFalse(talk.onlyFailure().sentence().contains("secret"));
    }
}
