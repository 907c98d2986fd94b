package io.filetransfer.server.storage.local;

import io.filetransfer.server.storage.Parts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time as it was at the start, and what has passed since. Whoever sets the system's clock does not make anything older
 * or younger that one run of the server has seen. Safe for use by many threads.
 */
final class SteadyClock implements InstantSource {
    private final Instant start;
    private final LongSupplier nanos;
    private final long startNanos;

    /** @param nanos as {@link System#nanoTime} */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.start = wall.instant();
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    static SteadyClock system() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    /**
     * When something counts as written that an earlier run has left: not so long ago that it would expire at once, nor later
     * than the start. The system's clock may have been set since.
     */
    static Instant ofEarlierRun(Instant written, Instant start) {
        Instant oldest = start.minus(Parts.KEPT).plus(Parts.GRACE);
        if (written.isBefore(oldest)) {
            return oldest;
        }
        return written.isAfter(start) ? start : written;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
