package io.filetransfer.client.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many streams there are, by a clock of the test's own. */
class StreamCountTest {
    private static final long FAR = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MUCH = 10L << 30;

    private long now = 1;
    private long bytes;

    /** Ten seconds in which each of the streams moves so much in a second, up to all that the way takes. */
    private void run(StreamCount count, long perStream, long most, long left, boolean room) {
        for (int i = 0; i < 1000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            bytes += Math.min(perStream * count.wanted(), most) / 100;
            count.moved(now, bytes, left, room);
        }
    }

    @Test
    void beginsWithWhatFillsAGigabit() {
        assertEquals(1, begun(5, MUCH));
        assertEquals(2, begun(20, MUCH));
        assertEquals(4, begun(50, MUCH));
        assertEquals(8, begun(100, MUCH));
        assertEquals(8, begun(600, MUCH));
        assertEquals(1, begun(50, StreamCount.WORTHWHILE - 1));
        assertEquals(1, begun(1, MUCH));
    }

    private static int begun(int millis, long left) {
        StreamCount count = new StreamCount(0, 256);
        boolean more = count.roundTrip(TimeUnit.MILLISECONDS.toNanos(millis), left);
        assertEquals(more, count.wanted() > 1);
        return count.wanted();
    }

    /** A trial takes some round trips, and no seconds. */
    @Test
    void theNumberGrowsWithinRoundTrips() {
        StreamCount count = new StreamCount(0, 256);
        count.roundTrip(FAR, MUCH);
        int millis = 0;
        while (count.wanted() < 8 && millis < 10_000) {
            millis += 10;
            now += TimeUnit.MILLISECONDS.toNanos(10);
            bytes += 10_000L * count.wanted();
            count.moved(now, bytes, MUCH, true);
        }
        assertEquals(660, millis);
    }

    @Test
    void piecesAreSmallWhereStreamsMayBeSeveral() {
        StreamCount count = new StreamCount(0, 8);
        assertTrue(count.dividesFinely(MUCH));
        assertFalse(count.dividesFinely(StreamCount.LARGE - 1));
        count.roundTrip(FAR, MUCH);
        assertTrue(count.dividesFinely(1));
        count = new StreamCount(0, 8);
        count.roundTrip(1000, MUCH);
        assertFalse(count.dividesFinely(MUCH));
        assertFalse(new StreamCount(4, 8).dividesFinely(MUCH));
    }

    @Test
    void farAwayAndLimitedByItsWindow() {
        StreamCount count = new StreamCount(0, 256);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(StreamCount.MOST, count.wanted());
    }

    @Test
    void notMoreThanTheLimit() {
        StreamCount count = new StreamCount(0, 3);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(3, count.wanted());
    }

    @Test
    void farAwayAndLimitedByTheWay() {
        StreamCount count = new StreamCount(0, 8);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, 4_100_000, MUCH, true);
        assertEquals(4, count.wanted());
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(4, count.wanted());
    }

    @Test
    void near() {
        StreamCount count = new StreamCount(0, 8);
        count.roundTrip(TimeUnit.MICROSECONDS.toNanos(50), MUCH);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(1, count.wanted());
    }

    @Test
    void nobodyKnowsHowFar() {
        StreamCount count = new StreamCount(0, 8);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(1, count.wanted());
        count.roundTrip(-1, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(1, count.wanted());
    }

    @Test
    void littleIsLeft() {
        StreamCount count = new StreamCount(0, 8);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, StreamCount.WORTHWHILE - 1, true);
        assertEquals(4, count.wanted());
    }

    @Test
    void othersNeedTheConnections() {
        StreamCount count = new StreamCount(0, 8);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, false);
        assertEquals(4, count.wanted());
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(StreamCount.MOST, count.wanted());
    }

    @Test
    void asAskedFor() {
        assertEquals(5, new StreamCount(5, 8).wanted());
        assertEquals(8, new StreamCount(50, 8).wanted());
        StreamCount count = new StreamCount(2, 8);
        count.roundTrip(FAR, MUCH);
        run(count, 1_000_000, Long.MAX_VALUE, MUCH, true);
        assertEquals(2, count.wanted());
    }

    @Test
    void whichDownloadsAreDivided() {
        assertEquals(Long.MAX_VALUE, StreamCount.worthSplitting(0, 8, -1));
        assertEquals(Long.MAX_VALUE, StreamCount.worthSplitting(0, 8, 1_999_999));
        assertEquals(StreamCount.WORTHWHILE, StreamCount.worthSplitting(0, 8, 2_000_000));
        assertEquals(Long.MAX_VALUE, StreamCount.worthSplitting(0, 1, FAR));
        assertEquals(Long.MAX_VALUE, StreamCount.worthSplitting(1, 8, FAR));
        assertEquals(16 << 20, StreamCount.worthSplitting(4, 8, 0));
    }
}
