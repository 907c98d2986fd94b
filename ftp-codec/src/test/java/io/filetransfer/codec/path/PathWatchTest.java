package io.filetransfer.codec.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a connection gets another congestion control. */
class PathWatchTest {
    private static final long SEGMENT = 1448;

    private PathLook look = PathLook.UNKNOWN;
    private int looks;
    private int switched;
    private final PathWatch watch = new PathWatch(this::look, () -> switched++);

    private PathLook look() {
        looks++;
        return look;
    }

    private void open(long roundTripMicros) {
        look = new PathLook(TimeUnit.MICROSECONDS.toNanos(roundTripMicros), 0, SEGMENT);
        watch.opened();
    }

    /** Each mebibyte of what was sent is told, and so many segments in a thousand were lost. */
    private void send(int mebibytes, double lost) {
        for (int sent = 1; sent <= mebibytes; sent++) {
            long bytes = (long) sent << 20;
            look = new PathLook(1, (long) ((double) bytes / SEGMENT * lost / 1000), SEGMENT);
            watch.sent(bytes);
        }
    }

    @Test
    void aLongWayAtOnce() {
        open(5000);
        assertEquals(1, switched);
        assertEquals(5_000_000, watch.roundTripNanos());
        send(100, 10);
        assertEquals(1, switched);
        assertEquals(1, looks);
    }

    @Test
    void aShortWayNeverAndWithoutAnotherLook() {
        open(499);
        send(100, 10);
        assertEquals(0, switched);
        assertEquals(1, looks);
    }

    @Test
    void aWayInBetweenWhenItLoses() {
        open(2000);
        send(15, 1);
        assertEquals(0, switched, "a few may be an accident");
        send(40, 1);
        assertEquals(1, switched);
    }

    @Test
    void aFewLostOfManyAreNoReason() {
        open(2000);
        send(1000, 0.1);
        assertEquals(0, switched);
    }

    /** What waits on the way is in the time that is measured later, on the shortest way too. */
    @Test
    void aTimeThatIsMeasuredLaterSaysNothing() {
        open(2000);
        look = new PathLook(TimeUnit.SECONDS.toNanos(1), 0, SEGMENT);
        watch.sent(10 << 20);
        assertEquals(0, switched);
    }

    @Test
    void whereNothingIsTold() {
        watch.opened();
        watch.sent(1 << 30);
        assertEquals(0, switched);
        assertEquals(-1, watch.roundTripNanos());
    }
}
