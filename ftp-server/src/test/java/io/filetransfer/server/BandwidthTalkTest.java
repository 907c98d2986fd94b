package io.filetransfer.server;

import static io.filetransfer.server.Talk.content;
import static io.filetransfer.server.Talk.end;
import static io.filetransfer.server.Talk.get;
import static io.filetransfer.server.Talk.put;
import static io.filetransfer.server.Talk.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on bandwidth, in a time that the test turns. */
class BandwidthTalkTest {
    private static final int RATE = 64 << 10;
    private static final int STEP_MILLIS = 10;

    private Talk talk;
    private long received;
    private final List<String> words = new ArrayList<>();

    @AfterEach
    void close() {
        talk.close();
    }

    private void limit(long all, long user) throws Exception {
        talk = new Talk(config(all, user));
    }

    private static ServerConfig config(long all, long user) {
        return ServerConfig.builder(Path.of("/"))
                .bandwidth(new Bandwidth(all, user))
                .build();
    }

    private void pass(int millis) {
        for (int passed = 0; passed < millis; passed += STEP_MILLIS) {
            talk.pass(STEP_MILLIS, TimeUnit.MILLISECONDS);
            talk.work();
            receive();
        }
    }

    private void receive() {
        for (Object frame : talk.frames()) {
            if (frame instanceof Content content) {
                received += content.length();
            } else {
                words.add(
                        frame instanceof Failure failure
                                ? failure.code().name()
                                : frame.getClass().getSimpleName());
            }
            ReferenceCountUtil.release(frame);
        }
    }

    private long most(int seconds) {
        return (long) seconds * RATE + RATE / 8 + RATE / 64;
    }

    @Test
    void aDownloadGoesAtTheRate() throws Exception {
        limit(RATE, 0);
        talk.storage.put("a", new byte[10 * RATE]);
        talk.send(get("a")).work();
        for (int second = 1; second <= 8; second++) {
            pass(1000);
            assertTrue(received <= most(second), received + " after " + second);
            assertTrue(received >= (long) second * RATE, "and not slower: " + received);
        }
        pass(3000);
        assertEquals(10 * RATE, received);
        assertEquals(List.of("Reply", "End"), words);
    }

    @Test
    void eachAddressHasItsRate() throws Exception {
        limit(0, RATE);
        talk.storage.put("a", new byte[10 * RATE]);
        talk.send(get("a")).work();
        pass(3000);
        assertTrue(received <= most(3) && received >= 3 * RATE, "received " + received);
    }

    @Test
    void anotherLimitCountsForWhatRuns() throws Exception {
        limit(1000, 0);
        talk.storage.put("a", new byte[20 * RATE]);
        talk.send(get("a")).work();
        pass(1000);
        assertTrue(received <= 2000, "received " + received);
        talk.server.reload(new NextConfig(config(RATE, 0), talk.server.config()).now());
        pass(3000);
        assertTrue(received <= most(3) + 2000 && received >= 2 * RATE, "received " + received);
        talk.server.reload(new NextConfig(config(0, 0), talk.server.config()).now());
        pass(300);
        assertEquals(20 * RATE, received);
    }

    @Test
    void smallAnswersGoAtTheRateToo() throws Exception {
        limit(RATE, 0);
        talk.storage.put("a", new byte[1000]);
        for (int i = 0; i < 300; i++) {
            talk.send(get("a"));
        }
        talk.work();
        pass(3000);
        assertTrue(received <= most(3), "received " + received);
        assertTrue(received >= 3 * RATE - 1000, "received " + received);
        pass(3000);
        assertEquals(300_000, received);
    }

    /** Its turn comes after more than the 100 seconds that a disk gets. */
    @Test
    void whoWaitsForItsTurnDoesNotWaitForADisk() throws Exception {
        limit(4, 0);
        talk.storage.put("a", new byte[1000]);
        talk.send(get("a"), get("a"), get("a")).work();
        for (int i = 0; i < 24; i++) {
            pass(5000);
        }
        assertTrue(received < 3000, "received " + received);
        assertTrue(talk.channel.isOpen(), words::toString);
        assertFalse(words.contains("TIMEOUT"), words::toString);
    }

    @Test
    void anUploadIsReadAtTheRateAndAnsweredWhenItIsPaid() throws Exception {
        limit(RATE, 0);
        byte[] piece = new byte[1024];
        talk.send(put("a"));
        for (int i = 0; i < 5 * 64; i++) {
            talk.send(content(piece));
        }
        talk.send(end(new byte[5 * RATE]));
        for (int second = 1; second <= 4; second++) {
            pass(1000);
            long unread = (talk.unread() - 1) * 1024L;
            assertTrue(5 * RATE - unread <= most(second) + 1024, unread + " unread after " + second);
            assertEquals(List.of(), words);
        }
        pass(1500);
        assertEquals(List.of("Reply"), words);
    }

    /** Otherwise small files, one after the other on connections of their own, would go without a limit. */
    @Test
    void aSmallUploadIsAcknowledgedWhenItIsPaid() throws Exception {
        limit(RATE, 0);
        byte[] small = new byte[RATE / 4];
        for (int i = 0; i < 4; i++) {
            talk.send(put("a" + i), content(small), end(small));
        }
        talk.work();
        pass(100);
        assertTrue(words.size() <= 2, "acknowledged " + words);
        pass(1000);
        assertEquals(List.of("Reply", "Reply", "Reply", "Reply"), words);
    }

    @Test
    void requestsAndListingsDoNotWait() throws Exception {
        limit(100, 100);
        for (int i = 0; i < 1000; i++) {
            talk.storage.put("file " + i, "");
        }
        talk.send(request(Choice.LIST, ""), request(Choice.STAT, "file 1"), get("none"))
                .work();
        receive();
        assertEquals(List.of("Reply", "End", "Reply", "NOT_FOUND"), words);
        assertTrue(received > 1000);
    }

    @Test
    void whatIsHeldBackCanBeCancelled() throws Exception {
        limit(100, 0);
        talk.storage.put("a", new byte[RATE + 1]);
        talk.send(get("a")).work();
        receive();
        talk.send(new Frame.Cancel(0)).work();
        receive();
        assertEquals(List.of("Reply", "CANCELLED"), words);
        talk.send(get("none")).work();
        receive();
        assertEquals(List.of("Reply", "CANCELLED", "NOT_FOUND"), words);
    }

    @Test
    void whoIsHeldBackIsNotTooSlow() throws Exception {
        limit(500, 0); // the least that a client must move is 1024
        talk.storage.put("a", new byte[60_000]);
        talk.send(get("a")).work();
        pass(130_000);
        assertEquals(List.of("Reply", "End"), words);
        talk.send(put("b"));
        for (int i = 0; i < 100; i++) {
            talk.send(content(new byte[600]));
        }
        talk.send(end(new byte[60_000]));
        pass(130_000);
        assertEquals(List.of("Reply", "End", "Reply"), words);
    }

    @Test
    void whoIsSlowBesidesIsCutOff() throws Exception {
        limit(10_000, 0);
        talk.send(put("a")).work();
        for (int i = 0; i < 40 && talk.channel.isOpen(); i++) {
            talk.send(content(new byte[200])).work();
            pass(1000);
        }
        assertEquals(List.of("TOO_SLOW"), words);
        assertFalse(talk.channel.isOpen());
    }

    @Test
    void connectionsThatEndWhileTheyAreHeldLeaveNothing() throws Exception {
        limit(100, 0);
        talk.storage.put("a", new byte[RATE]);
        talk.send(get("a"), put("b"), content(new byte[5000])).work();
        receive();
        talk.disconnect();
        pass(1000);
    }
}
