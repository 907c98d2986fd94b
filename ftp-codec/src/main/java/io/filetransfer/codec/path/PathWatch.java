package io.filetransfer.codec.path;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Decides which congestion control one connection needs: that of the machine, until its way turns out to be long or to lose
 * packets. On a long way a lost packet costs the usual ones most of their speed for seconds; on a short one they are as fast
 * and cost less. Lives on the loop of the connection.
 */
public final class PathWatch {
    /** Further away, nothing has to be lost first. */
    static final long FAR_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Nearer than this, what was lost is there again so soon that it makes no difference. */
    static final long NEAR_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** One segment in so many is sent again: more than full queues alone cost. */
    static final int OFTEN = 2000;

    /** So many of them are no accident. */
    static final int LEAST = 20;

    /** What is looked at costs a system call. */
    private static final long LOOK_BYTES = 1 << 20;

    private final Supplier<PathLook> path;
    private final Runnable toBbr;
    private long roundTripNanos = -1;
    private boolean decided = true;
    private long seen;

    /** @param toBbr called once at most */
    public PathWatch(Supplier<PathLook> path, Runnable toBbr) {
        this.path = path;
        this.toBbr = toBbr;
    }

    /** The connection has just been made, and nothing was sent on it. */
    public void opened() {
        roundTripNanos = path.get().roundTripNanos();
        decided = roundTripNanos < NEAR_NANOS;
        if (isFar()) {
            decide();
        }
    }

    /** Whether the way is long. */
    public boolean isFar() {
        return roundTripNanos >= FAR_NANOS;
    }

    /** How long the empty way is, both directions; -1 where that is not known. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** So many bytes have been handed to the socket so far. */
    public void sent(long sent) {
        if (decided || sent - seen < LOOK_BYTES) {
            return;
        }
        seen = sent;
        PathLook now = path.get();
        if (now.retransmissions() >= LEAST && now.retransmissions() * OFTEN >= sent / now.segmentBytes()) {
            decide();
        }
    }

    private void decide() {
        decided = true;
        toBbr.run();
    }
}
