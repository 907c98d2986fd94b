package io.filetransfer.server.exchange;

import io.filetransfer.codec.Failure;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A connection's exchanges whose answers were not written yet, in the order of their requests. Starts each when those
 * before it let it, so that the effects are as if one ran after the other. Event loop only.
 */
final class ExchangeQueue {
    /** Exchanges above which no more requests are read. */
    private static final int MAX_AHEAD = 64;

    /** What all exchanges that were started may hold together; see {@link ServerExchange#share}. */
    private static final int SHARES = 32;

    private final Queue<ServerExchange> exchanges = new ArrayDeque<>();
    private boolean starting;

    void add(ServerExchange exchange) {
        exchanges.add(exchange);
    }

    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    boolean isFull() {
        return exchanges.size() >= MAX_AHEAD;
    }

    /** The next to be answered, or null. */
    ServerExchange head() {
        return exchanges.peek();
    }

    void removeHead() {
        exchanges.remove();
    }

    void forEach(Consumer<ServerExchange> told) {
        exchanges.forEach(told);
    }

    /** The exchange with this number, or null. */
    ServerExchange find(long number) {
        for (ServerExchange exchange : exchanges) {
            if (exchange.number == number) {
                return exchange;
            }
        }
        return null;
    }

    /**
     * Starts what may start, in order. One that was stopped before its turn never starts. A start may let reading go on, which
     * brings more exchanges before it returns: those are started after it.
     */
    void startNext() {
        if (starting) {
            return;
        }
        starting = true;
        try {
            for (ServerExchange next = next(); next != null; next = next()) {
                next.begin();
            }
        } finally {
            starting = false;
        }
    }

    /** The first that was not started, if it may be; null otherwise. */
    private ServerExchange next() {
        int shares = 0;
        for (ServerExchange exchange : exchanges) {
            if (!exchange.started() && !exchange.settled()) {
                return shares < SHARES && mayStart(exchange) ? exchange : null;
            }
            shares += exchange.share();
        }
        return null;
    }

    /** How many were started and have no answer. */
    int underWay() {
        int underWay = 0;
        for (ServerExchange exchange : exchanges) {
            underWay += exchange.started() && !exchange.settled() ? 1 : 0;
        }
        return underWay;
    }

    private boolean mayStart(ServerExchange exchange) {
        for (ServerExchange earlier : exchanges) {
            if (earlier == exchange) {
                return true;
            }
            if (!earlier.settled() && !exchange.mayStartBeside(earlier)) {
                return false;
            }
        }
        return true;
    }

    void stopAll(Failure failure) {
        exchanges.forEach(exchange -> exchange.stop(failure));
    }

    /** The connection is gone. */
    void abandonAll(Consumer<ServerExchange> log) {
        for (ServerExchange exchange = exchanges.poll(); exchange != null; exchange = exchanges.poll()) {
            exchange.abandon();
            log.accept(exchange);
        }
    }
}
