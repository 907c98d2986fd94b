package io.filetransfer.client;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.SplicePipes;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Brings exchanges to connections, first come, first served.
 *
 * <pre>
 *   waiting  ----->  prepared by a disk thread  ----->  ready  ----->  a connection
 *   at most          as many at once as the                            at most maxConnections,
 *   MAX_WAITING      connections have room for                         DEPTH exchanges each
 * </pre>
 *
 * Only what is being prepared or later holds files or content. An exchange goes to a connection without work, else to a
 * new one, else, when there may be no more, behind the fewest others. All state lives on the event loop.
 */
final class ConnectionPool implements Connection.Owner, Connector.Outcome {
    /** Calls that wait for their turn; one more is refused with {@link ErrorCode#BUSY}. */
    static final int MAX_WAITING = 10_000;

    /** After a failed attempt, while other connections work. */
    private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientConfig config;
    private final ClientThreads threads;
    private final EventLoop loop;
    private final Connector connector;
    private final int maxAdmitted;
    private final Set<Exchange<?>> alive = new LinkedHashSet<>();
    private final Set<Exchange<?>> waiting = new LinkedHashSet<>();
    private final Set<Exchange<?>> ready = new LinkedHashSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private final SplicePipes pipes = new SplicePipes();
    private int admitted;
    private int connecting;
    private long noConnectUntil = System.nanoTime();
    private boolean closed;

    ConnectionPool(ClientConfig config, ClientThreads threads) {
        this.config = config;
        this.threads = threads;
        this.loop = threads.loop();
        this.connector = new Connector(config, threads, new ClientPipeline(config, this, pipes), this);
        this.maxAdmitted = (int) Math.min(MAX_WAITING, (long) config.maxConnections() * Connection.DEPTH);
    }

    /** An exchange that is bound to this pool. Any thread. */
    void submit(Exchange<?> exchange) {
        try {
            loop.execute(() -> enter(exchange));
        } catch (RejectedExecutionException e) {
            refuse(exchange, closedException());
        }
    }

    /** The same in some time. Any thread. */
    void submit(Exchange<?> exchange, long delayNanos) {
        try {
            loop.execute(() -> {
                alive.add(exchange); // meanwhile it ends when the client is closed
                loop.schedule(() -> enter(exchange), delayNanos, TimeUnit.NANOSECONDS);
            });
        } catch (RejectedExecutionException e) {
            refuse(exchange, closedException());
        }
    }

    /** The exchange has ended early. Any thread. */
    void abandoned(Exchange<?> exchange) {
        try {
            loop.execute(() -> release(exchange));
        } catch (RejectedExecutionException e) {
            exchange.giveUp(exchange.verdict());
        }
    }

    /** The outcome was told. Any thread. */
    void left(Exchange<?> exchange) {
        if (loop.inEventLoop()) {
            leave(exchange);
            return;
        }
        try {
            loop.execute(() -> leave(exchange));
        } catch (RejectedExecutionException e) {
            ClientLog.debug("A transfer ended after the client was closed", e);
        }
    }

    /** Ends all exchanges and connections, from the loop. */
    void close() {
        closed = true;
        for (Exchange<?> exchange : List.copyOf(alive)) {
            exchange.abandon(closedException());
        }
        List.copyOf(connections).forEach(Connection::close);
        pipes.close();
    }

    private void enter(Exchange<?> exchange) {
        if (exchange.hasEnded()) {
            return; // cancelled before it got here
        }
        if (closed) {
            refuse(exchange, closedException());
        } else if (waiting.size() >= MAX_WAITING) {
            refuse(
                    exchange,
                    Failures.of(ErrorCode.BUSY, exchange.name(), MAX_WAITING + " calls of this client wait already"));
        } else {
            alive.add(exchange);
            waiting.add(exchange);
            admit();
        }
    }

    /** Ends an exchange that was not submitted, or not taken. Any thread. */
    static void refuse(Exchange<?> exchange, RuntimeException cause) {
        exchange.transfer().last();
        if (exchange.end()) {
            exchange.giveUp(cause);
        }
    }

    private void admit() {
        while (admitted < maxAdmitted && !waiting.isEmpty()) {
            Exchange<?> next = first(waiting);
            admitted++;
            next.admitted(true);
            prepare(next);
        }
        dispatch();
    }

    private void prepare(Exchange<?> exchange) {
        if (!exchange.needsPreparing()) {
            makeReady(exchange);
            return;
        }
        exchange.stage(Exchange.Stage.PREPARING);
        threads.disk().execute(() -> {
            try {
                exchange.prepare();
            } catch (RuntimeException | Error e) {
                exchange.abandon(e);
            }
            try {
                loop.execute(() -> prepared(exchange));
            } catch (RejectedExecutionException e) {
                exchange.giveUp(exchange.verdict());
            }
        });
    }

    private void prepared(Exchange<?> exchange) {
        if (exchange.stage() == Exchange.Stage.ABANDONED) {
            exchange.giveUp(exchange.verdict());
            return;
        }
        makeReady(exchange);
        dispatch();
    }

    private void makeReady(Exchange<?> exchange) {
        exchange.stage(Exchange.Stage.READY);
        ready.add(exchange);
    }

    private void release(Exchange<?> exchange) {
        switch (exchange.stage()) {
            case WAITING -> waiting.remove(exchange);
            case READY -> ready.remove(exchange);
            case SENT -> exchange.withdraw();
            case ANSWERED -> {}
            case PREPARING, ABANDONED -> {
                exchange.stage(Exchange.Stage.ABANDONED);
                return; // the disk thread is not done with it; prepared() goes on
            }
        }
        exchange.giveUp(exchange.verdict());
    }

    private void leave(Exchange<?> exchange) {
        alive.remove(exchange);
        if (exchange.admitted()) {
            exchange.admitted(false);
            admitted--;
            admit();
        }
    }

    private void dispatch() {
        connectMore();
        int reserved = connecting; // that many wait for a connection of their own, which is on its way
        for (Iterator<Exchange<?>> next = ready.iterator(); next.hasNext(); ) {
            Exchange<?> exchange = next.next();
            Connection connection = choose(exchange);
            if (connection == null) {
                return;
            }
            if (connection.load() > 0 && reserved > 0) {
                reserved--;
                continue;
            }
            next.remove();
            connection.start(exchange);
        }
    }

    private Connection choose(Exchange<?> exchange) {
        Connection best = null;
        for (Connection connection : connections) {
            if (connection.accepts(exchange) && (best == null || connection.load() < best.load())) {
                best = connection;
            }
        }
        return best;
    }

    private void connectMore() {
        int idle = 0;
        for (Connection connection : connections) {
            idle += connection.idle() ? 1 : 0;
        }
        while (mayConnect() && idle + connecting < ready.size()) {
            connecting++;
            connector.connect();
        }
    }

    private boolean mayConnect() {
        return !closed
                && connections.size() + connecting < config.maxConnections()
                && System.nanoTime() - noConnectUntil >= 0;
    }

    @Override
    public void connected(Connection connection) {
        connecting--;
        if (closed) {
            connection.close();
            return;
        }
        connections.add(connection);
        dispatch();
    }

    @Override
    public void failed(FileTransferException cause) {
        connecting--;
        if (!connections.isEmpty() || connecting > 0) {
            noConnectUntil = System.nanoTime() + RECONNECT_NANOS;
            loop.schedule(this::dispatch, RECONNECT_NANOS, TimeUnit.NANOSECONDS);
            dispatch();
            return;
        }
        noConnectUntil = System.nanoTime();
        List<Exchange<?>> all = new ArrayList<>(ready);
        all.addAll(waiting);
        all.forEach(exchange -> exchange.abandon(cause));
    }

    @Override
    public void hasRoom(Connection connection) {
        dispatch();
    }

    @Override
    public void closed(Connection connection) {
        connections.remove(connection);
        dispatch();
    }

    @Override
    public void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause) {
        boolean again = !begun || reused && !exchange.heard() && exchange.repeatable();
        if (!again || exchange.repeated() || exchange.hasEnded() || closed) {
            exchange.abandon(cause);
            return;
        }
        closeIdle();
        exchange.repeat();
        prepare(exchange);
        dispatch();
    }

    /** Where one connection was closed from the other side, those without work may have been, too. */
    private void closeIdle() {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.idle()) {
                connection.close();
            }
        }
    }

    private static Exchange<?> first(Set<Exchange<?>> queue) {
        Exchange<?> first = queue.iterator().next();
        queue.remove(first);
        return first;
    }

    private static CancellationException closedException() {
        return new CancellationException("The client was closed");
    }
}
