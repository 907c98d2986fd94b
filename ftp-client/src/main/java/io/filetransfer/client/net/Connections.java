package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.Retry;
import io.filetransfer.client.RetryListener;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Outage;
import io.filetransfer.client.failure.RetrySettings;
import io.filetransfer.codec.body.SplicePipes;
import io.netty.channel.EventLoop;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The connections that stand, and those that are being made: at most {@link ClientConfig#maxConnections} together. A server
 * that is away is waited for. Lives on the event loop.
 */
final class Connections implements Connection.Owner, Connector.Outcome {
    /** What is told of them, on the event loop. */
    interface Owner {
        /** An exchange that found no connection may find one now. */
        void hasRoom();

        /** As {@link Connection.Owner#unanswered}. */
        void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause);

        /** There is no connection, and none is to be had. */
        void unreachable(FileTransferException cause);
    }

    /** After a failed attempt, while other connections work. */
    private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientConfig config;
    private final ClientPlatform platform;
    private final EventLoop loop;
    private final Owner owner;
    private final ClientPipeline pipeline;
    private final Connector connector;
    private final List<Connection> standing = new ArrayList<>();
    private final SplicePipes pipes;
    private final LongSupplier clock;
    private final Outage outage;
    private int connecting;
    private long noConnectUntil;
    private boolean closed;

    Connections(ClientConfig config, RetrySettings settings, ClientPlatform platform, Owner owner) {
        this.config = config;
        this.platform = platform;
        this.owner = owner;
        this.loop = platform.loop();
        this.clock = settings.clock();
        this.outage = new Outage(settings);
        this.noConnectUntil = clock.getAsLong();
        this.pipes = new SplicePipes(platform.disk());
        this.pipeline = new ClientPipeline(config, platform, this, pipes, RateLimits.of(config, loop));
        this.connector = new Connector(config, platform, pipeline, this);
    }

    /** The one that accepts the exchange and has the least to do, or null. */
    Connection choose(Exchange<?> exchange) {
        Connection best = null;
        for (Connection connection : standing) {
            if (connection.accepts(exchange) && (best == null || connection.load() < best.load())) {
                best = connection;
            }
        }
        return best;
    }

    /** The one that the exchange was sent on, if the server still gets what is sent right behind it; or null. */
    Connection behind(Exchange<?> exchange) {
        for (Connection connection : standing) {
            if (connection == exchange.connection() && connection.follows(exchange.number())) {
                return connection;
            }
        }
        return null;
    }

    /** Makes more of them, where there are fewer without work than exchanges that wait. */
    void connectFor(int exchanges) {
        int idle = 0;
        for (Connection connection : standing) {
            idle += connection.idle() ? 1 : 0;
        }
        while (mayConnect() && idle + connecting < exchanges) {
            connecting++;
            connector.connect();
        }
    }

    /** How many are being made. */
    int connecting() {
        return connecting;
    }

    /** Whether one is without work, or may be made. */
    boolean hasSpare() {
        return mayConnect() || standing.stream().anyMatch(Connection::idle);
    }

    private int most() {
        boolean far = !standing.isEmpty() && standing.get(0).isFar();
        return far ? config.maxFarConnections() : config.maxConnections();
    }

    private boolean mayConnect() {
        return !closed && standing.size() + connecting < most() && clock.getAsLong() - noConnectUntil >= 0;
    }

    /** Where one connection was closed from the other side, those without work may have been, too. */
    void closeIdle() {
        for (Connection connection : List.copyOf(standing)) {
            if (connection.idle()) {
                connection.close();
            }
        }
    }

    void close() {
        closed = true;
        List.copyOf(standing).forEach(Connection::close);
        pipes.close();
        pipeline.close();
    }

    @Override
    public void connected(Connection connection) {
        connecting--;
        if (closed) {
            connection.close();
            return;
        }
        standing.add(connection);
        outage.connected();
        owner.hasRoom();
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
        if (!standing.isEmpty() || connecting > 0) {
            connectLater(RECONNECT_NANOS);
            owner.hasRoom();
            return;
        }
        boolean mayPass = cause instanceof FileTransferException.Unreachable;
        long delay = mayPass ? outage.next(!(cause.getCause() instanceof UnknownHostException)) : -1;
        if (delay >= 0) {
            Retry retry = new Retry(null, outage.failures() + 1, Duration.ofNanos(delay), cause);
            tell(listener -> listener.retrying(retry));
            connectLater(delay);
            return;
        }
        noConnectUntil = clock.getAsLong();
        owner.unreachable(cause);
    }

    private void connectLater(long delayNanos) {
        noConnectUntil = clock.getAsLong() + delayNanos;
        loop.schedule(owner::hasRoom, delayNanos, TimeUnit.NANOSECONDS);
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
        owner.hasRoom();
    }

    @Override
    public void closed(Connection connection) {
        if (standing.remove(connection)) { // else it never stood: its attempt failed, and that is told
            owner.hasRoom();
        }
    }

    @Override
    public void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause) {
        owner.unanswered(exchange, begun, reused, cause);
    }
}
