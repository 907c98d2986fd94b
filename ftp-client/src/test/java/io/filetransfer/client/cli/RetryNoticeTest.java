package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Retry;
import io.filetransfer.codec.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryNoticeTest {
    private long now;
    private final RetryNotice notice = new RetryNotice(() -> now);

    private static Retry retry(String name, int attempt, Duration delay, String why) {
        return new Retry(name, attempt, delay, new FileTransferException.Connection(ErrorCode.CONNECTION, why, null));
    }

    @Test
    void aServerThatIsAwayUntilItIsBack() {
        assertNull(notice.text());
        notice.retrying(retry(null, 3, Duration.ofSeconds(1), "Cannot connect to a:1: Connection refused"));
        now += Duration.ofHours(1).toNanos();
        assertEquals(
                "waiting for the server, attempt 3: cannot connect to a:1: Connection refused; is the server running?",
                notice.text());
        notice.retrying(retry("x", 2, Duration.ZERO, "Lost."));
        assertEquals("waiting for the server", notice.text().substring(0, 22));
        notice.recovered();
        assertNull(notice.text());
    }

    @Test
    void aFileForAWhile() {
        notice.retrying(retry("a\u001bb", 2, Duration.ofSeconds(7), "The connection was lost."));
        now += Duration.ofSeconds(8).toNanos();
        assertEquals("a\\x1bb: attempt 2 in 7 s: the connection was lost", notice.text());
        now += Duration.ofSeconds(1).toNanos();
        assertNull(notice.text());
    }
}
