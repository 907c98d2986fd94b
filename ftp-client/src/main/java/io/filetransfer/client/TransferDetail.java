package io.filetransfer.client;

import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.TransferTimes.Kind;

/**
 * How a transfer went: by what way, and where its time went on both sides. For people and measurements.
 *
 * @param streams connections that moved its content at once, at most
 * @param client where the time went on this side; {@link TransferTimes.Kind#TOTAL} is the time from the call to the end, once
 *     for each stream
 * @param server the same, as the server tells it; null if it was not asked ({@link ClientConfig#serverTimes}) or does not tell
 * @param path of one of the connections
 */
public record TransferDetail(int streams, TransferTimes client, TransferTimes server, TransferPath path) {
    public static final TransferDetail NONE = new TransferDetail(0, TransferTimes.NONE, null, TransferPath.UNKNOWN);

    /**
     * Of several transfers that ran at once or one after the other. That they waited for each other, on this side and on the
     * server's, is no answer to what limits them all, and is left out.
     */
    public TransferDetail plus(TransferDetail other) {
        TransferTimes told = server == null ? other.server : other.server == null ? server : server.plus(other.server);
        return new TransferDetail(
                Math.max(streams, other.streams),
                withoutQueue(client).plus(withoutQueue(other.client)),
                told == null ? null : withoutQueue(told),
                path.plus(other.path));
    }

    private static TransferTimes withoutQueue(TransferTimes times) {
        return times.with(Kind.TOTAL, times.nanos(Kind.TOTAL) - times.nanos(Kind.QUEUE))
                .with(Kind.QUEUE, 0);
    }

    /** What made it last that long. */
    public SpeedLimit limit() {
        return SpeedLimit.of(streams, client, server, path);
    }
}
