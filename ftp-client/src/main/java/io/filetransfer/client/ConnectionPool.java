package io.filetransfer.client;

import io.filetransfer.codec.body.SplicePipes;
import io.netty.channel.EventLoop;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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
    /** Calls that wait for their turn; whoever makes one more waits with it. */
    static final int MAX_WAITING = 10_000;

    /** After a failed attempt, while other connections work. */
    private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientConfig config;
    private final ClientPlatform platform;
    private final EventLoop loop;
    private final Connector connector;
    private final int maxAdmitted;
    private final Set<Call<?>> alive = new LinkedHashSet<>();
    private final Set<Call<?>> waiting = new LinkedHashSet<>();
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Set<Exchange<?>> ready = new LinkedHashSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private final SplicePipes pipes = new SplicePipes();
    private final LongSupplier clock;
    private final Outage outage;
    private int admitted;
    private int connecting;
    private long noConnectUntil;
    private boolean closed;

    ConnectionPool(ClientConfig config, RetrySettings settings, ClientPlatform platform) {
        this.config = config;
        this.clock = settings.clock();
        this.outage = new Outage(settings);
        this.noConnectUntil = clock.getAsLong();
        this.platform = platform;
        this.loop = platform.loop();
        this.connector = new Connector(config, platform, new ClientPipeline(config, this, pipes), this);
        this.maxAdmitted = (int) Math.min(MAX_WAITING, (long) config.maxConnections() * Connection.DEPTH);
    }

    /** A call that is bound to this pool, from its caller, who may have to wait. */
    void submit(Call<?> call) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(call, new CancellationException("Interrupted while too many calls of the client waited"));
            return;
        }
        call.holdsRoom(true);
        try {
            loop.execute(() -> enter(call));
        } catch (RejectedExecutionException e) {
            leaveRoom(call);
            refuse(call, closedException());
        }
    }

    /** It waits for its turn no longer. */
    private void leaveRoom(Call<?> call) {
        if (call.holdsRoom()) {
            call.holdsRoom(false);
            room.release();
        }
    }

    /** The same in some time. Any thread. */
    void submit(Call<?> call, long delayNanos) {
        try {
            loop.execute(() -> {
                if (closed) {
                    refuse(call, closedException());
                    return;
                }
                alive.add(call); // meanwhile it ends when the client is closed
                loop.schedule(() -> enter(call), delayNanos, TimeUnit.NANOSECONDS);
            });
        } catch (RejectedExecutionException e) {
            refuse(call, closedException());
        }
    }

    /**
     * An exchange of a call that has been admitted, and for which it does not have to wait again. From the loop.
     *
     * @param delayNanos until it is ready for a connection
     */
    void submitOf(Call<?> call, Exchange<?> exchange, long delayNanos) {
        if (call.hasEnded()) {
            exchange.bind(this);
            refuse(exchange, closedException());
        } else {
            submitNow(exchange, delayNanos);
        }
    }

    /** The same for what is left to be said when the call has ended, whose turn may still be taken. */
    void submitNow(Exchange<?> exchange, long delayNanos) {
        exchange.bind(this);
        if (closed) {
            refuse(exchange, closedException());
            return;
        }
        alive.add(exchange);
        if (delayNanos > 0) {
            loop.schedule(() -> enterNow(exchange), delayNanos, TimeUnit.NANOSECONDS);
        } else {
            enterNow(exchange);
        }
    }

    private void enterNow(Exchange<?> exchange) {
        if (!exchange.hasEnded()) {
            prepare(exchange);
            dispatch();
        }
    }

    /** The same, on the connection of an exchange of that call, if it {@link Connection#follows} that one. From the loop. */
    void submitBehind(Call<?> call, Exchange<?> exchange, Exchange<?> before) {
        Connection connection = before.connection();
        if (closed || call.hasEnded() || !connection.follows(before)) {
            submitOf(call, exchange, 0);
            return;
        }
        exchange.bind(this);
        alive.add(exchange);
        connection.start(exchange);
    }

    /** Whether one more exchange would get a connection at once, or a new one. From the loop. */
    boolean hasSpareConnection() {
        return ready.isEmpty() && (mayConnect() || connections.stream().anyMatch(Connection::idle));
    }

    /** Exchanges that are ready to be sent. From the loop. */
    int waitingForConnection() {
        return ready.size();
    }

    EventLoop loop() {
        return loop;
    }

    /** The call has ended early. Any thread. */
    void abandoned(Call<?> call) {
        try {
            loop.execute(() -> release(call));
        } catch (RejectedExecutionException e) {
            call.giveUp(call.verdict());
        }
    }

    /** The outcome was told. Any thread. */
    void left(Call<?> call) {
        if (loop.inEventLoop()) {
            leave(call);
            return;
        }
        try {
            loop.execute(() -> leave(call));
        } catch (RejectedExecutionException e) {
            ClientLog.debug("A transfer ended after the client was closed", e);
        }
    }

    /** Ends all exchanges and connections, from the loop. */
    void close() {
        closed = true;
        for (Call<?> call : List.copyOf(alive)) {
            call.abandon(closedException());
        }
        List.copyOf(connections).forEach(Connection::close);
        pipes.close();
    }

    private void enter(Call<?> call) {
        if (call.hasEnded()) {
            leaveRoom(call); // cancelled before it got here
            return;
        }
        if (closed) {
            leaveRoom(call);
            refuse(call, closedException());
        } else {
            alive.add(call);
            waiting.add(call);
            admit();
        }
    }

    /** Ends a call that was not submitted, or not taken. Any thread. */
    static void refuse(Call<?> call, RuntimeException cause) {
        call.transfer().last();
        if (call.end()) {
            call.giveUp(cause);
        }
    }

    private void admit() {
        while (admitted < maxAdmitted && !waiting.isEmpty()) {
            Call<?> next = first(waiting);
            leaveRoom(next);
            admitted++;
            next.admitted(true);
            prepare(next);
        }
        dispatch();
    }

    private void prepare(Call<?> call) {
        if (!call.needsPreparing()) {
            call.prepared();
            return;
        }
        call.stage(Call.Stage.PREPARING);
        try {
            platform.disk().execute(() -> prepareNow(call));
        } catch (RejectedExecutionException e) {
            call.stage(Call.Stage.WAITING);
            refuse(call, closedException());
        }
    }

    /** On a disk thread. */
    private void prepareNow(Call<?> call) {
        try {
            call.prepare();
        } catch (RuntimeException | Error e) {
            call.abandon(e);
        }
        try {
            loop.execute(() -> prepared(call));
        } catch (RejectedExecutionException e) {
            if (call.stage() == Call.Stage.ABANDONED) {
                call.giveUp(call.verdict()); // the loop has ended, and left this to here
            } else {
                refuse(call, closedException());
            }
        }
    }

    private void prepared(Call<?> call) {
        if (call.passedOn()) {
            return;
        }
        if (call.stage() == Call.Stage.ABANDONED) {
            call.giveUp(call.verdict());
            return;
        }
        if (call.hasEnded()) {
            call.stage(Call.Stage.WAITING); // if nobody has told the outcome yet, release() is on its way
            return;
        }
        call.prepared();
        dispatch();
    }

    /** From the loop; it is dispatched soon after. */
    void makeReady(Exchange<?> exchange) {
        exchange.stage(Call.Stage.READY);
        ready.add(exchange);
    }

    private void release(Call<?> call) {
        switch (call.stage()) {
            case WAITING -> {
                waiting.remove(call);
                leaveRoom(call);
            }
            case READY -> ready.remove(call);
            case SENT -> call.withdraw();
            case ANSWERED -> {}
            case PREPARING, ABANDONED -> {
                call.stage(Call.Stage.ABANDONED);
                return; // the disk thread is not done with it; prepared() goes on
            }
        }
        call.giveUp(call.verdict());
    }

    private void leave(Call<?> call) {
        alive.remove(call);
        if (call.admitted()) {
            call.admitted(false);
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
                && clock.getAsLong() - noConnectUntil >= 0;
    }

    @Override
    public void connected(Connection connection) {
        connecting--;
        if (closed) {
            connection.close();
            return;
        }
        connections.add(connection);
        outage.connected();
        dispatch();
    }

    @Override
    public void answers() {
        if (outage.over()) {
            tell(RetryListener::recovered);
        }
    }

    @Override
    public void failed(FileTransferException cause) {
        connecting--;
        if (!connections.isEmpty() || connecting > 0) {
            connectLater(RECONNECT_NANOS);
            dispatch();
            return;
        }
        long delay = outage.next(!(cause.getCause() instanceof UnknownHostException));
        if (delay >= 0) {
            Retry retry = new Retry(null, outage.failures() + 1, Duration.ofNanos(delay), cause);
            tell(listener -> listener.retrying(retry));
            connectLater(delay);
            return;
        }
        noConnectUntil = clock.getAsLong();
        List<Call<?>> all = new ArrayList<>(ready);
        all.addAll(waiting);
        all.forEach(call -> call.abandon(cause));
    }

    private void connectLater(long delayNanos) {
        noConnectUntil = clock.getAsLong() + delayNanos;
        loop.schedule(this::dispatch, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void tell(Consumer<RetryListener> call) {
        if (config.retryListener() == RetryListener.NONE) {
            return;
        }
        try {
            platform.callbacks().execute(() -> {
                try {
                    call.accept(config.retryListener());
                } catch (Throwable e) {
                    ClientLog.warning("A retry listener threw this", e);
                }
            });
        } catch (RejectedExecutionException e) {
            ClientLog.debug("Nobody is told of another attempt", e);
        }
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

    private static Call<?> first(Set<Call<?>> queue) {
        Call<?> first = queue.iterator().next();
        queue.remove(first);
        return first;
    }

    private static CancellationException closedException() {
        return new CancellationException("The client was closed");
    }
}
