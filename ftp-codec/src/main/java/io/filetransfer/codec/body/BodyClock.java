package io.filetransfer.codec.body;

import io.filetransfer.codec.TransferTimes;

/**
 * Where the disk thread of one body spends its time: each moment from {@link #begin} on is counted once, by the kind of work
 * that has just been done. Looked at once a piece of content. For one thread at a time, which hands it on as it does the
 * body's other fields.
 */
public final class BodyClock {
    /** Where nobody wants to know. */
    public static final BodyClock OFF = new BodyClock(false);

    private final boolean running;
    private long queue;
    private long disk;
    private long digest;
    private long sync;
    private long last;

    public BodyClock() {
        this(true);
    }

    private BodyClock(boolean running) {
        this.running = running;
    }

    /** A moment for {@link #begin}. */
    public long now() {
        return running ? System.nanoTime() : 0;
    }

    /** Work begins that was asked for then, and waited for a thread since. */
    public void begin(long asked) {
        if (running) {
            last = System.nanoTime();
            queue += last - asked;
        }
    }

    /** What was done until now was reading or writing. */
    public void disk() {
        if (running) {
            disk += lap();
        }
    }

    /** What was done until now was computing a checksum. */
    public void digest() {
        if (running) {
            digest += lap();
        }
    }

    /** What was done until now was making durable and publishing. */
    public void sync() {
        if (running) {
            sync += lap();
        }
    }

    private long lap() {
        long now = System.nanoTime();
        long lap = now - last;
        last = now;
        return lap;
    }

    /** All so far. */
    public TransferTimes times() {
        return TransferTimes.NONE
                .with(TransferTimes.Kind.QUEUE, queue)
                .with(TransferTimes.Kind.DISK, disk)
                .with(TransferTimes.Kind.DIGEST, digest)
                .with(TransferTimes.Kind.SYNC, sync);
    }
}
