package io.filetransfer.client;

/**
 * What the system of this side knows of the way to the server.
 *
 * @param roundTripNanos of a packet to the server and back, measured when the connection was made; -1 if it is not told
 * @param congestionControl by which the system decides how much it sends at once; null if it is not told
 * @param retransmissions segments that this side had to send again; -1 if it is not told
 */
public record TransferPath(long roundTripNanos, String congestionControl, long retransmissions) {
    public static final TransferPath UNKNOWN = new TransferPath(-1, null, -1);

    /** Of two connections to the same server. */
    public TransferPath plus(TransferPath other) {
        boolean counted = retransmissions >= 0 || other.retransmissions >= 0;
        return new TransferPath(
                roundTripNanos < 0 ? other.roundTripNanos : roundTripNanos,
                other.congestionControl == null ? congestionControl : other.congestionControl,
                counted ? Math.max(0, retransmissions) + Math.max(0, other.retransmissions) : -1);
    }
}
