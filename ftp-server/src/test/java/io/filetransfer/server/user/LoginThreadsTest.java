package io.filetransfer.server.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoginThreadsTest {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aThreadRestsWhileOthersWait() {
        LoginThreads threads = new LoginThreads(1, 10, nanos -> {
            assertTrue(nanos >= 0);
            events.add("rest");
        });
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            threads.execute(() -> {
                Await.open(gate);
                events.add("compared");
                done.countDown();
            });
        }
        gate.countDown();
        Await.open(done);
        threads.shutdown();
        Await.until("the end", threads::isTerminated);
        assertEquals(List.of("compared", "rest", "compared", "rest", "compared"), events);
    }
}
