package io.filetransfer.client;

import io.filetransfer.codec.TransferTimes;
import io.filetransfer.codec.TransferTimes.Kind;

/**
 * What a transfer spent most of its time with. Both sides work at once, so whoever limits is busy nearly all of the time, and
 * the others wait for it.
 */
public enum SpeedLimit {
    CLIENT_QUEUE("limited by this side: it waited for its turn or for a connection"),
    CLIENT_DISK("limited by this side's disk or pipe"),
    CLIENT_DIGEST("limited by this side's processor, which computes the checksum"),
    CLIENT_SYNC("limited by this side's disk, which puts the file in its place"),
    CLIENT_PACE("limited by the limit on bandwidth of this side"),
    CLIENT_ENCRYPTION("limited by this side's processor, which encrypts"),
    SERVER_QUEUE("limited by the server: it waited for its turn there"),
    SERVER_DISK("limited by the server's disk"),
    SERVER_DIGEST("limited by the server's processor, which computes the checksum"),
    SERVER_SYNC("limited by the server's disk, which makes the file durable"),
    SERVER_PACE("limited by the server's limit on bandwidth"),
    SERVER_ENCRYPTION("limited by the server's processor, which encrypts"),
    /** Few round trips make up the time. */
    ROUND_TRIP("limited by the distance: it took only some round trips to the server"),
    /** Segments had to be sent again, and both sides waited. */
    PACKET_LOSS("limited by the network, which loses packets"),
    NETWORK("limited by the network"),
    /** The server does not tell where its time went. */
    SERVER_OR_NETWORK("limited by the server or the network; the server does not tell which"),
    /** No single thing made up half of the time. */
    NOTHING("nothing stands out");

    /** What makes up so much of the time stands out. */
    private static final double MOST = 0.5;

    /** What takes no more of them than this is made of round trips. */
    private static final int FEW_ROUND_TRIPS = 8;

    /** Shorter ones are not worth a word. */
    private static final long MOMENT_NANOS = 1_000_000;

    /** Segments that are sent again by accident. */
    private static final int FEW_RETRANSMISSIONS = 20;

    private static final Kind[] KINDS = {Kind.PACE, Kind.SYNC, Kind.DISK, Kind.DIGEST, Kind.QUEUE};

    private final String sentence;

    SpeedLimit(String sentence) {
        this.sentence = sentence;
    }

    /** In words, without a stop at the end. */
    public String sentence() {
        return sentence;
    }

    /** @param server null if it does not tell */
    static SpeedLimit of(int streams, TransferTimes client, TransferTimes server, TransferPath path) {
        long total = client.nanos(Kind.TOTAL);
        if (total / Math.max(1, streams) < MOMENT_NANOS) {
            return NOTHING;
        }
        if (client.nanos(Kind.QUEUE) >= MOST * total) {
            return CLIENT_QUEUE;
        }
        long moving = total - client.nanos(Kind.QUEUE);
        long here = busy(client) - client.nanos(Kind.QUEUE);
        long there = server == null ? 0 : busy(server);
        if (Math.max(here, there) >= MOST * moving) {
            return here >= there ? of("CLIENT_", largest(client.with(Kind.QUEUE, 0))) : of("SERVER_", largest(server));
        }
        if (client.nanos(Kind.ENCRYPTION) >= MOST * moving) {
            return CLIENT_ENCRYPTION;
        }
        if (server != null && server.nanos(Kind.ENCRYPTION) >= MOST * moving) {
            return SERVER_ENCRYPTION;
        }
        if (moving - here - there < MOST * moving) {
            return NOTHING;
        }
        SpeedLimit network = server == null ? SERVER_OR_NETWORK : NETWORK;
        return waited(path, moving / Math.max(1, streams), network);
    }

    /** Neither side was busy. */
    private static SpeedLimit waited(TransferPath path, long nanos, SpeedLimit otherwise) {
        long roundTrip = path.roundTripNanos();
        if (roundTrip > MOMENT_NANOS && nanos <= FEW_ROUND_TRIPS * roundTrip) {
            return ROUND_TRIP;
        }
        return path.retransmissions() >= FEW_RETRANSMISSIONS ? PACKET_LOSS : otherwise;
    }

    private static long busy(TransferTimes times) {
        long busy = 0;
        for (Kind kind : KINDS) {
            busy += Math.min(times.nanos(kind), Long.MAX_VALUE / 16); // the server may tell anything
        }
        return busy;
    }

    private static Kind largest(TransferTimes times) {
        Kind largest = KINDS[0];
        for (Kind kind : KINDS) {
            largest = times.nanos(kind) > times.nanos(largest) ? kind : largest;
        }
        return largest;
    }

    private static SpeedLimit of(String side, Kind kind) {
        return valueOf(side + kind.name());
    }
}
