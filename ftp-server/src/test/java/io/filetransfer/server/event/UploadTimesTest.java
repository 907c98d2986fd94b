package io.filetransfer.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.codec.UploadId;
import org.junit.jupiter.api.Test;

class UploadTimesTest {
    private long now = 1000;
    private final UploadTimes times = new UploadTimes(() -> now);

    @Test
    void anUploadLastsFromItsFirstPartToItsCommit() {
        UploadId id = new UploadId(1, 2);
        times.began(id, 100);
        now += 500;
        times.began(id, 10);
        now += 400;
        assertEquals(1000, times.ended(id, 7));
        assertEquals(7, times.ended(id, 7), "Only once");
    }

    @Test
    void theOldestAreForgotten() {
        for (int i = 0; i <= 10_000; i++) {
            times.began(new UploadId(0, i), 0);
        }
        now += 5;
        assertEquals(7, times.ended(new UploadId(0, 0), 7));
        assertEquals(5, times.ended(new UploadId(0, 1), 7));
    }
}
