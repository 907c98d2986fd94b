package io.filetransfer.codec.body;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together may hold of content on its way, in bytes. What one may hold is bounded by what is free:
 * a few get as much as they can use, and the more there are the less each gets. Nobody waits for others: whoever holds
 * more than its share continues when its own content has left, and {@link #LEAST} is everybody's, beyond the budget.
 * Safe for use by many threads.
 */
public final class MemoryBudget {
    /** What one connection may hold in each direction whatever the others do, in bytes. */
    public static final int LEAST = 16 << 10;

    /**
     * The JVM has one limit on direct memory, whoever asks for it, so servers and clients in one process share a budget.
     * An eighth of the limit is content and a half what {@link #holders} connections have at least. The rest is lost in the
     * allocator's chunks: some tens of MiB, whatever the limit is.
     */
    private static final MemoryBudget PROCESS = new MemoryBudget(PlatformDependent.maxDirectMemory() / 8);

    private final long total;
    private final AtomicLong taken = new AtomicLong();

    /** @param total bytes */
    public MemoryBudget(long total) {
        this.total = total;
    }

    /** The one of this process. */
    public static MemoryBudget ofProcess() {
        return PROCESS;
    }

    /** How many connections can have at least something at once. */
    public int holders() {
        return (int) Math.max(1, Math.min(total / (LEAST / 2), Integer.MAX_VALUE));
    }

    /** How much one connection may hold now in one direction, at most {@code most}. */
    public int share(int most) {
        return (int) Math.min(most, Math.max(LEAST, total - taken.get()));
    }

    /** Whether so much is taken that bytes lying in much larger buffers would matter. */
    boolean isScarce() {
        return taken.get() > total / 8;
    }

    /** Counts what is held from now on; more than there is, if need be. To be given back. */
    public void take(long bytes) {
        taken.addAndGet(bytes);
    }

    /** Takes as much as is free, at least {@link #LEAST} and at most {@code most}, and tells how much. To be given back. */
    public int borrow(int most) {
        while (true) {
            long before = taken.get();
            int granted = (int) Math.min(most, Math.max(LEAST, total - before));
            if (taken.compareAndSet(before, before + granted)) {
                return granted;
            }
        }
    }

    public void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** What may be held, but for what everybody may have, in bytes. */
    public long total() {
        return total;
    }

    /** What is held now, in bytes. */
    public long taken() {
        return taken.get();
    }
}
