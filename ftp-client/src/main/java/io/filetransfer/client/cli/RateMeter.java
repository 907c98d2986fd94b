package io.filetransfer.client.cli;

/** The rate of the last few seconds: steady enough to read, quick enough to show a stall. */
final class RateMeter {
    private static final int SAMPLES = 16;

    private final long[] nanos = new long[SAMPLES];
    private final long[] bytes = new long[SAMPLES];
    private int count;

    /** @param atNanos time since the start, never going back */
    void record(long atNanos, long bytesSoFar) {
        nanos[count % SAMPLES] = atNanos;
        bytes[count % SAMPLES] = bytesSoFar;
        count++;
    }

    /** Bytes per second over the samples that are kept; over the whole time while there is only one. */
    long perSecond() {
        if (count == 0) {
            return 0;
        }
        int last = (count - 1) % SAMPLES;
        if (count == 1) {
            return Quantity.perSecond(bytes[last], nanos[last]);
        }
        int first = count <= SAMPLES ? 0 : count % SAMPLES;
        return Quantity.perSecond(Math.max(0, bytes[last] - bytes[first]), nanos[last] - nanos[first]);
    }
}
