package io.filetransfer.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final List<Long> summaries = new ArrayList<>();
    private final LogLimit limit = new LogLimit(3, 1000, clock::get, summaries::add);

    private int admitted(int lines) {
        int admitted = 0;
        for (int i = 0; i < lines; i++) {
            admitted += limit.admit() ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void soManyInEachPeriodAndOneLineForTheOthers() {
        assertEquals(3, admitted(50_000));
        assertEquals(List.of(), summaries);
        clock.addAndGet(1000);
        assertEquals(2, admitted(2));
        assertEquals(List.of(49_997L), summaries);
        clock.addAndGet(1000);
        assertEquals(3, admitted(3));
        clock.addAndGet(1000);
        assertEquals(1, admitted(1));
        assertEquals(List.of(49_997L), summaries, "nothing was left out since");
    }

    @Test
    void theLastSummaryComesAtTheEnd() {
        admitted(5);
        limit.flush();
        limit.flush();
        assertEquals(List.of(2L), summaries);
    }
}
