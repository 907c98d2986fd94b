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
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the defaults: 10 s for the first request, 60 s between requests, 1 KiB a second over 30 s, 100 s for the disk. */
class ConnectionDeadlinesTest {
    private Talk talk;

    ConnectionDeadlinesTest() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void close() {
        talk.close();
    }

    private void seconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            talk.pass(1, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoSaysNothingIsClosedWithAWordForFtpClients() {
        seconds(9);
        assertTrue(talk.channel.isOpen());
        seconds(5);
        assertFalse(talk.channel.isOpen());
        assertEquals("421 This port speaks the file-transfer protocol; use ftp-client.\r\n", talk.text());
    }

    @Test
    void whoTricklesBytesIsTold() {
        byte[] bytes = {(byte) 0xF7, 'F', 'T', 'P', 1, 1, 0, 0, 0, 9, 0, 6};
        for (byte one : bytes) {
            talk.send(Unpooled.copiedBuffer(new byte[] {one}));
            seconds(1);
        }
        seconds(1);
        assertEquals(List.of("TIMEOUT"), talk.answers());
        seconds(1);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void whoIsIdleIsToldAndClosed() {
        talk.send(get("none")).work();
        seconds(55);
        talk.send(get("none")).work();
        seconds(55);
        assertEquals(List.of("NOT_FOUND", "NOT_FOUND"), talk.answers());
        seconds(12);
        assertEquals(List.of("TIMEOUT"), talk.answers());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void whoWaitsForTheDiskIsNeverLate() {
        talk.storage.put("a", "a");
        talk.send(get("a"), put("b"), content("b"));
        seconds(1);
        talk.send(end("b"));
        seconds(90);
        talk.work();
        assertEquals(List.of("reply", "a", "end", "reply"), talk.answers());
    }

    @Test
    void whoWaitsForItsGoIsNeverLate() {
        talk.send(askedPut("a"));
        seconds(90);
        talk.work();
        assertEquals(List.of("go"), talk.answers());
    }

    @Test
    void whoIsPausedIsNeverLate() {
        byte[] piece = new byte[1 << 20];
        talk.send(put("a"), content(piece), content(piece), content(piece));
        assertFalse(talk.channel.config().isAutoRead());
        seconds(90);
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void whoSendsTooSlowlyIsToldAndNothingIsStored() {
        talk.send(put("a")).work();
        for (int i = 0; i < 40; i++) {
            talk.send(content("x")).work();
            seconds(1);
        }
        assertEquals(List.of("TOO_SLOW"), talk.answers());
        assertFalse(talk.channel.isOpen());
        assertTrue(talk.storage.open.isEmpty());
        assertTrue(talk.storage.names().isEmpty());
    }

    @Test
    void aPauseIsAllowedWhenTheAverageIsKept() {
        talk.send(put("a")).work();
        for (int i = 0; i < 10; i++) {
            talk.send(content(new byte[40_000])).work();
            seconds(20);
        }
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void whoTakesNothingIsClosed() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.channel.stick(true);
        talk.send(get("a"), get("a")).work();
        seconds(42);
        assertFalse(talk.channel.isOpen());
        talk.work();
        assertTrue(talk.storage.open.isEmpty());
    }

    @Test
    void whoTakesEnoughIsNotClosed() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.channel.stick(true);
        talk.send(get("a")).work();
        for (int i = 0; i < 3; i++) {
            seconds(25);
            talk.channel.stick(false);
            talk.channel.stick(true);
            talk.work();
        }
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void whoIsRefusedAndSendsNoEndIsClosed() {
        talk.send(put("../a")).work();
        seconds(45);
        assertEquals(List.of("BAD_NAME", "TOO_SLOW"), talk.answers());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void noMinimumRateIsNoLimit() throws Exception {
        talk.close();
        talk = new Talk(ServerConfig.builder(Path.of("/")).minRate(0).build());
        talk.send(put("a")).work();
        seconds(600);
        assertTrue(talk.channel.isOpen());
    }

    @Test
    void aDiskThatDoesNotAnswerIsWaitedForSoLong() {
        talk.storage.put("a", "a");
        talk.send(get("a"), request(Choice.STAT, "a"), put("b"), content("b"));
        seconds(110);
        assertEquals(List.of("TIMEOUT", "TIMEOUT", "TIMEOUT"), talk.answers());
        assertFalse(talk.channel.isOpen());
        talk.work();
        assertTrue(talk.storage.names().equals(Set.of("a")));
    }

    @Test
    void aDiskThatStopsInTheMiddleOfABodyIsWaitedForSoLong() {
        talk.storage.put("a", new byte[8 << 20]);
        talk.channel.stick(true);
        talk.send(get("a")).settle();
        talk.disk.runOne();
        talk.channel.stick(false);
        talk.settle();
        seconds(112);
        List<String> answers = talk.answers();
        assertEquals("reply", answers.get(0));
        assertEquals("TIMEOUT", answers.get(answers.size() - 1));
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void anUploadThatTheDiskDoesNotTakeIsWaitedForSoLong() {
        byte[] piece = new byte[1 << 20];
        talk.send(put("a"), content(piece), content(piece), content(piece));
        seconds(112);
        assertEquals(List.of("TIMEOUT"), talk.answers());
        assertFalse(talk.channel.isOpen());
    }

    /** Nobody could say what came of it. */
    @Test
    void aChangeThatHasBegunMayTakeAnHour() {
        talk.storage.put("a", "a");
        talk.send(request(Choice.DELETE, "a"));
        seconds(3500);
        talk.work();
        assertEquals(List.of("reply"), talk.answers());
        talk.send(request(Choice.MKDIR, "b"));
        seconds(3610);
        assertEquals(List.of(), talk.answers());
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void foreignClientsDoNotStay() {
        talk.sendText("SSH-2.0-x\r\n");
        assertTrue(talk.text().startsWith("BAD_REQUEST: "));
        seconds(2);
        assertFalse(talk.channel.isOpen());
    }
}
