package io.filetransfer.codec;

import java.util.function.Consumer;

/**
 * How much received content may wait for a disk, over all bodies of one connection. Above the limit the connection is to
 * stop reading until half of it is written.
 */
public final class Window {
    /** Content waiting for the disk above which reading stops, in bytes. */
    public static final int LIMIT = 2 << 20;

    /** What a piece of content counts at least: a tiny one still holds the buffer that it was received in. */
    private static final int MIN_COST = 2048;

    private final Consumer<Boolean> pause;
    private long waiting;
    private boolean paused;

    /** @param pause told, from any thread, to stop (true) and to go on (false) reading from the connection */
    public Window(Consumer<Boolean> pause) {
        this.pause = pause;
    }

    static int cost(int length) {
        return Math.max(length, MIN_COST);
    }

    /** Event loop only, so that no pause is told after the end of it. */
    void add(int cost) {
        boolean stop;
        synchronized (this) {
            waiting += cost;
            stop = !paused && waiting > LIMIT;
            paused |= stop;
        }
        if (stop) {
            pause.accept(true);
        }
    }

    void remove(long cost) {
        boolean go;
        synchronized (this) {
            waiting -= cost;
            go = paused && waiting <= LIMIT / 2;
            paused &= !go;
        }
        if (go) {
            pause.accept(false);
        }
    }
}
