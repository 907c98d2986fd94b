package io.filetransfer.server;

import io.filetransfer.codec.Content;
import io.filetransfer.server.exchange.ServerExchange;

/** The body that comes in on a connection, and the exchange it is for. Event loop only. */
final class IncomingBody {
    /** Content that is dropped after a refusal before the connection is closed, in bytes. */
    private static final long MAX_DROPPED = 16 << 20;

    private final Pipes pipes;

    /** The exchange whose body comes in now, or will if the client is let; or null. */
    private ServerExchange receiver;

    private long dropped;

    IncomingBody(Pipes pipes) {
        this.pipes = pipes;
    }

    /** A request came, whose exchange is {@code receiver} if a body follows; else that is null. */
    void follows(ServerExchange receiver) {
        this.receiver = receiver;
        dropped = 0;
    }

    /** Whether a body comes in, or may. */
    boolean isOpen() {
        return receiver != null;
    }

    /** Whether content may come that belongs to a request; not when the client asked first and was refused. */
    boolean mayCome() {
        return receiver != null && !(receiver.settled() && receiver.awaitsGo());
    }

    /** Whether the peer is to send, not this side to let it. */
    boolean isDue() {
        return receiver != null && !receiver.awaitsGo();
    }

    /** Whether it is of the exchange with this number. */
    boolean isOf(long number) {
        return receiver != null && receiver.number == number;
    }

    /**
     * Takes over what came.
     *
     * @return false when more came for nothing than is waited for
     */
    boolean content(Content content) {
        if (!receiver.settled()) {
            receiver.content(content.bytes());
            return true;
        }
        dropped += content.length();
        content.release();
        return dropped <= MAX_DROPPED;
    }

    /** Nothing more comes for it: its exchange, or null if there was none. */
    ServerExchange end() {
        ServerExchange ended = receiver;
        receiver = null;
        pipes.bodyEnded();
        return ended;
    }
}
