package io.filetransfer.codec.body;

import java.util.function.Consumer;

/**
 * How much content of one connection may wait: for a disk, or for the peer to take it. Above the limit the connection is
 * to stop until half of it has left. The limit shrinks while others hold much of the {@link MemoryBudget}.
 */
public final class Window {
    /** Waiting content above which a connection stops, in bytes, if memory is not short. */
    public static final int LIMIT = 2 << 20;

    /** What a piece of content counts at least: a tiny one still holds the buffer that it was received in. */
    private static final int MIN_COST = 2048;

    private final MemoryBudget memory;
    private final Consumer<Boolean> pause;
    private long waiting;
    private boolean paused;

    /**
     * @param pause called, by any thread, to stop (true) and to resume (false). Stopping is called on the event loop and must take
     *     effect at once: whoever hands it over to the loop's queue may have the end of the pause in front of it
     */
    public Window(MemoryBudget memory, Consumer<Boolean> pause) {
        this.memory = memory;
        this.pause = pause;
    }

    MemoryBudget memory() {
        return memory;
    }

    /** What a piece of content of this length counts. */
    public static int cost(int length) {
        return Math.max(length, MIN_COST);
    }

    /** Event loop only, so that no pause is reported after its end. */
    public void add(long cost) {
        boolean stop;
        memory.take(cost);
        synchronized (this) {
            waiting += cost;
            stop = !paused && waiting > limit();
            paused |= stop;
        }
        if (stop) {
            pause.accept(true);
        }
    }

    /** From any thread. */
    public void remove(long cost) {
        boolean go;
        memory.give(cost);
        synchronized (this) {
            waiting -= cost;
            go = paused && waiting <= limit() / 2;
            paused &= !go;
        }
        if (go) {
            pause.accept(false);
        }
    }

    private int limit() {
        return memory.share(LIMIT);
    }
}
