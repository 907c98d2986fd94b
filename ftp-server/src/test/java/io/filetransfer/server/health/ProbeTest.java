package io.filetransfer.server.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final AtomicReference<String> answer = new AtomicReference<>();
    private final AtomicLong clock = new AtomicLong();
    private final Probe probe = new Probe(
            waiting::add,
            () -> {
                if ("throw".equals(answer.get())) {
                    throw new IOException("no disk");
                }
                return answer.get();
            },
            Duration.ofSeconds(10),
            clock::get);

    private void passes(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void whatWasNotTriedIsNotFine() {
        assertEquals("it was not looked at yet", probe.failure());
    }

    @Test
    void itSaysHowItWentLast() {
        probe.run();
        waiting.remove().run();
        assertNull(probe.failure());
        answer.set("full");
        probe.run();
        assertNull(probe.failure());
        waiting.remove().run();
        assertEquals("full", probe.failure());
        answer.set("throw");
        probe.run();
        waiting.remove().run();
        assertEquals("no disk", probe.failure());
    }

    @Test
    void whatDoesNotComeBackIsTriedOnceAndFails() {
        probe.run();
        waiting.remove().run();
        probe.run();
        passes(11);
        probe.run();
        assertEquals(1, waiting.size());
        assertEquals("it has not answered for 11 s", probe.failure());
        waiting.remove().run();
        assertNull(probe.failure());
    }

    @Test
    void whatIsNotTakenFails() {
        Probe refused = new Probe(
                task -> {
                    throw new RejectedExecutionException();
                },
                () -> null,
                Duration.ofSeconds(1),
                clock::get);
        refused.run();
        assertTrue(refused.failure().contains("too much"), refused.failure());
    }

    @Test
    void healthNamesEachCheck() {
        AtomicReference<String> disk = new AtomicReference<>();
        Health health = new Health("ready").with("root", () -> null).with("write", disk::get);
        assertEquals(
                "{\"ready\":true,\"checks\":{\"root\":{\"ok\":true},\"write\":{\"ok\":true}}}\n",
                health.json(health.failures()));
        disk.set("a \"b\"");
        assertEquals(Map.of("write", "a \"b\""), health.failures());
        assertEquals(
                "{\"ready\":false,\"checks\":{\"root\":{\"ok\":true},"
                        + "\"write\":{\"ok\":false,\"reason\":\"a \\\"b\\\"\"}}}\n",
                health.json(health.failures()));
    }
}
