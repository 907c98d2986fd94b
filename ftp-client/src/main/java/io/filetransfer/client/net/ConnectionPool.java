package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.ClientLog;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.failure.RetrySettings;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
public final class ConnectionPool implements Call.Pool, Connections.Owner {
    /** Calls that wait for their turn; whoever makes one more waits with it. */
    public static final int MAX_WAITING = 10_000;

    private final Preparation preparation;
    private final EventLoop loop;
    private final Connections connections;
    private final int maxAdmitted;
    private final Set<Call<?>> alive = new LinkedHashSet<>();
    private final Set<Call<?>> waiting = new LinkedHashSet<>();
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Set<Exchange<?>> ready = new LinkedHashSet<>();
    private int admitted;
    private boolean closed;

    /** @param lanes for disk work of small files */
    public ConnectionPool(ClientConfig config, RetrySettings settings, ClientPlatform platform, DiskLanes lanes) {
        this.preparation = new Preparation(platform, lanes, this::dispatch);
        this.loop = platform.loop();
        this.connections = new Connections(config, settings, platform, this);
        this.maxAdmitted = (int) Math.min(MAX_WAITING, (long) config.maxConnections() * Connection.DEPTH);
    }

    /** A call that is bound to this pool, from its caller, who may have to wait. */
    public void submit(Call<?> call) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.refuse(new CancellationException("Interrupted while too many calls of the client waited"));
            return;
        }
        call.holdsRoom(true);
        try {
            loop.execute(() -> enter(call));
        } catch (RejectedExecutionException e) {
            leaveRoom(call);
            call.refuse(Failures.clientClosed());
        }
    }

    /** It waits for its turn no longer. */
    private void leaveRoom(Call<?> call) {
        if (call.holdsRoom()) {
            call.holdsRoom(false);
            room.release();
        }
    }

    @Override
    public void submit(Call<?> call, long delayNanos) {
        try {
            loop.execute(() -> {
                if (closed) {
                    call.refuse(Failures.clientClosed());
                    return;
                }
                alive.add(call); // meanwhile it ends when the client is closed
                loop.schedule(() -> enter(call), delayNanos, TimeUnit.NANOSECONDS);
            });
        } catch (RejectedExecutionException e) {
            call.refuse(Failures.clientClosed());
        }
    }

    @Override
    public void submitOf(Call<?> call, Exchange<?> exchange, long delayNanos) {
        if (call.hasEnded()) {
            exchange.bind(this);
            exchange.refuse(Failures.clientClosed());
        } else {
            submitNow(exchange, delayNanos);
        }
    }

    @Override
    public void submitNow(Exchange<?> exchange, long delayNanos) {
        exchange.bind(this);
        if (closed) {
            exchange.refuse(Failures.clientClosed());
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
            preparation.prepare(exchange);
            dispatch();
        }
    }

    @Override
    public void submitBehind(Call<?> call, Exchange<?> exchange, Exchange<?> before) {
        Connection connection = closed || call.hasEnded() ? null : connections.behind(before);
        if (connection == null) {
            submitOf(call, exchange, 0);
            return;
        }
        exchange.bind(this);
        alive.add(exchange);
        connection.start(exchange);
    }

    @Override
    public boolean hasSpareConnection() {
        return ready.isEmpty() && connections.hasSpare();
    }

    @Override
    public int waitingForConnection() {
        return ready.size();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void abandoned(Call<?> call) {
        try {
            loop.execute(() -> release(call));
        } catch (RejectedExecutionException e) {
            call.giveUp(call.verdict());
        }
    }

    @Override
    public void left(Call<?> call) {
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
    public void close() {
        closed = true;
        for (Call<?> call : List.copyOf(alive)) {
            call.abandon(Failures.clientClosed());
        }
        connections.close();
    }

    private void enter(Call<?> call) {
        if (call.hasEnded()) {
            leaveRoom(call); // cancelled before it got here
            return;
        }
        if (closed) {
            leaveRoom(call);
            call.refuse(Failures.clientClosed());
        } else {
            alive.add(call);
            waiting.add(call);
            admit();
        }
    }

    private void admit() {
        while (admitted < maxAdmitted && !waiting.isEmpty()) {
            Call<?> next = first(waiting);
            leaveRoom(next);
            admitted++;
            next.admitted(true);
            preparation.prepare(next);
        }
        dispatch();
    }

    @Override
    public void makeReady(Exchange<?> exchange) {
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
        connections.connectFor(ready.size());
        int reserved = connections.connecting(); // that many wait for a connection of their own, which is on its way
        for (Iterator<Exchange<?>> next = ready.iterator(); next.hasNext(); ) {
            Exchange<?> exchange = next.next();
            Connection connection = connections.choose(exchange);
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

    @Override
    public void hasRoom() {
        dispatch();
    }

    @Override
    public void unreachable(FileTransferException cause) {
        List<Call<?>> all = new ArrayList<>(ready);
        all.addAll(waiting);
        all.forEach(call -> call.abandon(cause));
    }

    @Override
    public void unanswered(Exchange<?> exchange, boolean begun, boolean reused, FileTransferException cause) {
        boolean again = !begun || reused && !exchange.heard() && exchange.repeatable();
        if (!again || exchange.repeated() || exchange.hasEnded() || closed) {
            exchange.abandon(cause);
            return;
        }
        connections.closeIdle();
        exchange.repeat();
        preparation.prepare(exchange);
        dispatch();
    }

    private static Call<?> first(Set<Call<?>> queue) {
        Call<?> first = queue.iterator().next();
        queue.remove(first);
        return first;
    }
}
