package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Printable;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection on which nothing moves. Looks a few times during the shortest of its limits whether bytes have moved
 * since it looked last, so that moving them costs nothing; a limit is kept to a quarter of itself.
 */
final class Deadlines implements Runnable {
    private static final int LOOKS = 8;

    /** A connection. */
    interface Watched {
        Movement movement();

        /** Whether it is this side that holds things up. */
        boolean waitsForThisSide();

        /** The exchange whose answer is next, or null. */
        Exchange<?> head();

        /** Some time has passed without anything moving: the other side may have closed what looks open here. */
        void looked();

        void close();

        void fail(FileTransferException cause);
    }

    /** Everything that changes when bytes move, in either direction. */
    record Movement(long framesRead, long requests, long bytesToWrite, long progressOfWrite) {}

    private final Watched connection;
    private final ClientConfig config;
    private Future<?> ticks;
    private Movement last;
    private long quietSince;
    private Ticker clock;

    Deadlines(Watched connection, ClientConfig config) {
        this.connection = connection;
        this.config = config;
    }

    /** When the first request is sent. */
    void start(EventExecutor loop) {
        if (ticks != null) {
            return;
        }
        long shortest = Math.min(
                Math.min(config.answerTimeout().toNanos(), config.idleTimeout().toNanos()),
                config.keepAlive().toNanos());
        long period = Math.max(shortest / LOOKS, TimeUnit.MILLISECONDS.toNanos(1));
        clock = loop.ticker();
        quietSince = clock.nanoTime();
        ticks = loop.scheduleWithFixedDelay(this, period, period, TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    @Override
    public void run() {
        long now = clock.nanoTime();
        Movement movement = connection.movement();
        if (!movement.equals(last) || connection.waitsForThisSide()) {
            last = movement;
            quietSince = now;
            return;
        }
        Exchange<?> head = connection.head();
        connection.looked();
        Duration limit = limit(head);
        if (now - quietSince < limit.toNanos()) {
            return;
        }
        if (head == null) {
            connection.close();
        } else {
            connection.fail(new FileTransferException.Connection(
                    ErrorCode.TIMEOUT,
                    Printable.of(head.name()) + ": " + Failures.server(config)
                            + (head.movesContent() ? " moved no byte for " : " gave no answer for ")
                            + limit.toMillis() / 1000.0 + " seconds",
                    null));
        }
    }

    private Duration limit(Exchange<?> head) {
        if (head == null) {
            return config.keepAlive();
        }
        return head.movesContent() ? config.idleTimeout() : config.answerTimeout();
    }
}
