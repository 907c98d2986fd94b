package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Failure;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.exchange.RunningRequest;
import java.util.List;
import java.util.function.Consumer;

/** A connection as operators see it. Any thread. */
interface SeenConnection extends OpenConnection {
    /** By which operators name it; no other of this server ever has the same. Any thread. */
    long id();

    /** Any thread. */
    Peer peer();

    /** Null until the first bytes told. Any thread. */
    Dialect dialect();

    /** Tells, on the event loop, what is asked for and not answered; not at all when that loop has ended. Any thread. */
    void look(Consumer<List<RunningRequest>> told);

    /**
     * Ends a request early, or all of them and the connection. Any thread.
     *
     * @param number of the request, or below 0 for all
     * @param told whether that was to be had
     */
    void kick(long number, Failure failure, Consumer<Boolean> told);
}
