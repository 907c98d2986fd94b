package io.filetransfer.codec.body;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Disks that an event loop has waited for, although what was sent of them was said to be in memory. For a minute no loop
 * sends regions of their files: disk threads read them, whichever body they are for. One for each server and client. Safe
 * for use by many threads.
 */
public final class Stalls {
    /** A step that takes longer has waited for a disk. */
    private static final long STALL_NANOS = 500_000_000;

    private static final long REMEMBERED_NANOS = 60_000_000_000L;

    /** Disks that are remembered at once. */
    private static final int MOST = 64;

    private final LongSupplier clock;
    /** When each had its last stall; the longest ago first. */
    private final Map<Object, Long> stalls = new LinkedHashMap<>();

    public Stalls() {
        this(System::nanoTime);
    }

    /** @param clock in nanoseconds */
    Stalls(LongSupplier clock) {
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    /**
     * Judges a step that has just ended, and remembers a stall.
     *
     * @param disk of the file that was sent; null if nobody knows, and then only the caller can remember it
     */
    boolean wasStall(Object disk, long began) {
        long now = now();
        if (now - began <= STALL_NANOS) {
            return false;
        }
        if (disk != null) {
            remember(disk, now);
        }
        return true;
    }

    private synchronized void remember(Object disk, long now) {
        stalls.remove(disk);
        if (stalls.size() == MOST) {
            stalls.remove(stalls.keySet().iterator().next());
        }
        stalls.put(disk, now);
    }

    /** Whether a loop has waited for it not long ago. */
    synchronized boolean isSlow(Object disk) {
        Long last = disk == null ? null : stalls.get(disk);
        if (last != null && now() - last > REMEMBERED_NANOS) {
            stalls.remove(disk);
            return false;
        }
        return last != null;
    }
}
