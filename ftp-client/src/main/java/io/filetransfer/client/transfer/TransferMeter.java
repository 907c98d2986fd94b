package io.filetransfer.client.transfer;

import io.filetransfer.client.TransferDetail;
import io.filetransfer.client.TransferPath;
import io.filetransfer.client.net.ServerLink;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.TransferTimes.Kind;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;

/** Collects where the time of one transfer goes, from all exchanges that move its content. Any thread. */
final class TransferMeter {
    private final boolean asksServer;
    private final long begun = System.nanoTime();
    private final Map<ServerLink, Integer> moving = new IdentityHashMap<>(2);
    private TransferTimes client = TransferTimes.NONE;
    private TransferTimes server;
    private TransferPath path = TransferPath.UNKNOWN;
    private int streams;
    private long queueNanos = -1;

    /** @param asksServer whether the server is asked for its share */
    TransferMeter(boolean asksServer) {
        this.asksServer = asksServer;
    }

    /** A request of content, with the question for the server's share if that is wanted. */
    Options asking(Options request) {
        return asksServer ? request.with(Option.TIMES, TransferTimes.NONE) : request;
    }

    /** What a connection has spent with more than this transfer, when an exchange of it began there. */
    record Before(long heldNanos, long cipherNanos) {}

    /** Content begins to move, or is asked for, on a connection. On the event loop. */
    synchronized Before begin(ServerLink link) {
        if (queueNanos < 0) {
            queueNanos = System.nanoTime() - begun;
        }
        moving.merge(link, 1, Integer::sum);
        streams = Math.max(streams, moving.size());
        return new Before(link.heldNanos(), link.cipherNanos());
    }

    /** It moves no more. On the event loop. */
    void end(ServerLink link, Before before) {
        TransferPath seen = link.path(asksServer);
        synchronized (this) {
            moving.computeIfPresent(link, (same, count) -> count == 1 ? null : count - 1);
            client = client.plus(Kind.PACE, link.heldNanos() - before.heldNanos)
                    .plus(Kind.ENCRYPTION, link.cipherNanos() - before.cipherNanos);
            path = seen.plus(path);
        }
    }

    synchronized void add(TransferTimes times) {
        client = client.plus(times);
    }

    synchronized void add(Kind kind, long nanos) {
        client = client.plus(kind, nanos);
    }

    /** An answer's options, which may tell the server's share. */
    synchronized void told(Options answer) {
        TransferTimes told = answer.get(Option.TIMES, null);
        if (told != null && asksServer) {
            server = server == null ? told : server.plus(told);
        }
    }

    synchronized TransferDetail detail(Duration elapsed) {
        int lanes = Math.max(1, streams);
        TransferTimes all =
                client.with(Kind.TOTAL, elapsed.toNanos() * lanes).plus(Kind.QUEUE, Math.max(0, queueNanos) * lanes);
        return new TransferDetail(streams, all, server, path);
    }
}
