package io.filetransfer.client.transfer;

import java.util.concurrent.TimeUnit;

/**
 * How many connections one file travels on at once. Where nobody asked for a number, it begins with one. Across a distance,
 * where the windows of one connection may be what limits it, the number is doubled for a trial, and stays so if the
 * transfer became noticeably faster. On short ways one connection is as fast as it gets, and more would only cost.
 */
final class StreamCount {
    /** The most that it comes to by itself. */
    static final int MOST = 8;

    /** With less than this to come, the trial takes longer than what it could win. */
    static final long WORTHWHILE = 64 << 20;

    /** Where a number was asked for; two pieces at least. */
    private static final long WORTHWHILE_IF_ASKED = 16 << 20;

    private static final long FAR_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long MEASURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The first moments of a connection tell little: its window grows with each round trip. */
    private static final int ROUND_TRIPS_TO_GROW = 10;

    private static final long MIN_GROW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double FASTER = 1.25;

    private final int most;
    private int wanted;
    private int before;
    private boolean decided;
    private long grow = -1;
    private long phaseBegan = -1;
    private long measuredFrom = -1;
    private long bytesThen;
    private double rateBefore;

    /**
     * @param asked for, or 0 to choose
     * @param limit connections that there may be
     */
    StreamCount(int asked, int limit) {
        this.most = Math.min(MOST, limit);
        this.wanted = asked == 0 ? 1 : Math.min(asked, limit);
        this.decided = asked > 0;
    }

    /**
     * From how many bytes on a download is worth being divided.
     *
     * @param roundTripNanos negative if it is not known
     */
    static long worthSplitting(int asked, int limit, long roundTripNanos) {
        if (limit == 1 || asked == 1 || asked == 0 && roundTripNanos < FAR_NANOS) {
            return Long.MAX_VALUE;
        }
        return asked > 1 ? WORTHWHILE_IF_ASKED : WORTHWHILE;
    }

    int wanted() {
        return wanted;
    }

    /** How far the server is, as far as is known: once; negative if it is not known. */
    void roundTrip(long nanos) {
        if (grow < 0) {
            decided |= nanos < FAR_NANOS;
            grow = Math.max(MIN_GROW_NANOS, nanos * ROUND_TRIPS_TO_GROW);
        }
    }

    /**
     * Content has moved.
     *
     * @param bytes in all so far
     * @param left bytes that nobody has asked for yet
     * @param room whether there could be another connection
     * @return whether another number is wanted now
     */
    boolean moved(long nanoTime, long bytes, long left, boolean room) {
        if (decided || grow < 0) {
            return false;
        }
        if (phaseBegan < 0) {
            phaseBegan = nanoTime;
        }
        if (measuredFrom < 0 && nanoTime - phaseBegan >= grow) {
            measuredFrom = nanoTime;
            bytesThen = bytes;
        }
        if (measuredFrom < 0 || nanoTime - measuredFrom < MEASURE_NANOS) {
            return false;
        }
        return decide((double) (bytes - bytesThen) / (nanoTime - measuredFrom), left, room);
    }

    private boolean decide(double rate, long left, boolean room) {
        phaseBegan = -1;
        measuredFrom = -1;
        if (wanted > 1 && rate < rateBefore * FASTER) {
            wanted = before;
            decided = true;
            return true;
        }
        rateBefore = rate;
        int more = Math.min(wanted * 2, most);
        if (more == wanted || left < WORTHWHILE) {
            decided = true;
            return false;
        }
        if (!room) {
            return false;
        }
        before = wanted;
        wanted = more;
        return true;
    }
}
