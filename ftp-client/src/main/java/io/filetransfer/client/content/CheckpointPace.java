package io.filetransfer.client.content;

/** How often what was got is made to stay, whatever happens to the process. */
final class CheckpointPace {
    /** What a killed process has to get again at most, on a fast network: a disk syncs it in a fraction of a second. */
    private static final long MOST_BYTES = 64 << 20;

    /** Enough to be worth a sync of the disk, if some time went by: files that come in less than that are not synced. */
    private static final long WORTH_BYTES = 8 << 20;

    private static final long WORTH_NANOS = 500_000_000L;

    /** The same for slow networks: few people mind to wait that long again, and a disk can sleep in between. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private CheckpointPace() {}

    /** @param nanos in which these bytes came */
    static boolean isDue(long bytes, long nanos) {
        return bytes >= MOST_BYTES || bytes >= WORTH_BYTES && nanos >= WORTH_NANOS || bytes > 0 && nanos >= MOST_NANOS;
    }
}
