package io.filetransfer.client.transfer;

import java.util.concurrent.TimeUnit;

/**
 * How many connections one file travels on at once. Where nobody asked for a number, it is one on short ways, where that is
 * as fast as it gets and more would only cost. Across a distance it begins with as many as fill a gigabit, as the buffers of
 * one connection cap what it has on its way. Then the number is doubled for a trial of some round trips, and stays so if the
 * transfer became noticeably faster.
 */
final class StreamCount {
    /** The most that it comes to by itself. */
    static final int MOST = 8;

    /** With less than this to come, the trial takes longer than what it could win. */
    static final long WORTHWHILE = 32 << 20;

    /** Before the distance is known, a smaller file is not divided for it. */
    static final long LARGE = 64 << 20;

    /** Where a number was asked for; two pieces at least. */
    private static final long WORTHWHILE_IF_ASKED = 16 << 20;

    private static final long FAR_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** In this time a gigabit fills what Linux lets a connection have on its way: 1.5 MB, of buffers of up to 4 MiB. */
    private static final double NANOS_A_STREAM = TimeUnit.MICROSECONDS.toNanos(12_500);

    /** The first moments of a connection tell little: its window grows with each round trip. */
    private static final int ROUND_TRIPS_TO_GROW = 8;

    private static final int ROUND_TRIPS_TO_MEASURE = 5;
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double FASTER = 1.25;

    private final int most;
    private int wanted;
    private int before;
    private boolean decided;
    private boolean far;
    private long roundTripNanos = -1;
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
        if (limit == 1 || asked == 1 || asked == 0 && !isFar(roundTripNanos)) {
            return Long.MAX_VALUE;
        }
        return asked > 1 ? WORTHWHILE_IF_ASKED : WORTHWHILE;
    }

    /** Whether a round trip counts; false if it is not known. */
    static boolean isFar(long roundTripNanos) {
        return roundTripNanos >= FAR_NANOS;
    }

    int wanted() {
        return wanted;
    }

    /**
     * Whether pieces should be small, so that all streams end together: where they are several across a distance, or may be.
     *
     * @param left bytes that nobody has asked for yet
     */
    boolean dividesFinely(long left) {
        boolean mayBecomeSeveral = far ? left >= WORTHWHILE : !decided && roundTripNanos < 0 && left >= LARGE;
        return far && wanted > 1 || mayBecomeSeveral;
    }

    /**
     * How far the server is, as far as is known: once.
     *
     * @param nanos negative if it is not known
     * @param left bytes to come
     * @return whether another number is wanted now
     */
    boolean roundTrip(long nanos, long left) {
        if (roundTripNanos >= 0) {
            return false;
        }
        roundTripNanos = Math.max(0, nanos);
        far = isFar(nanos);
        if (!far) {
            decided = true;
        }
        if (decided || left < WORTHWHILE) {
            return false;
        }
        int begin = Math.max(1, Math.min(most, (int) Math.ceil(nanos / NANOS_A_STREAM)));
        boolean more = begin > wanted;
        wanted = begin;
        before = begin;
        return more;
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
        if (decided || !far) {
            return false;
        }
        if (phaseBegan < 0) {
            phaseBegan = nanoTime;
        }
        if (measuredFrom < 0 && nanoTime - phaseBegan >= roundTrips(ROUND_TRIPS_TO_GROW)) {
            measuredFrom = nanoTime;
            bytesThen = bytes;
        }
        if (measuredFrom < 0 || nanoTime - measuredFrom < roundTrips(ROUND_TRIPS_TO_MEASURE)) {
            return false;
        }
        return decide((double) (bytes - bytesThen) / (nanoTime - measuredFrom), left, room);
    }

    private long roundTrips(int count) {
        return Math.max(LEAST_NANOS, count * roundTripNanos);
    }

    private boolean decide(double rate, long left, boolean room) {
        phaseBegan = -1;
        measuredFrom = -1;
        if (rateBefore > 0 && rate < rateBefore * FASTER) {
            wanted = before;
            decided = true;
            return true;
        }
        int more = Math.min(wanted * 2, most);
        if (more == wanted || left < WORTHWHILE) {
            decided = true;
            return false;
        }
        if (!room) {
            return false;
        }
        rateBefore = rate;
        before = wanted;
        wanted = more;
        return true;
    }
}
