package io.filetransfer.client.net;

import io.filetransfer.client.TransferPath;
import io.filetransfer.codec.path.CongestionControl;
import io.filetransfer.codec.path.PathLook;
import io.filetransfer.codec.path.PathWatch;
import io.netty.channel.Channel;

/** What is told of the way of one connection: its retransmissions are those since it was asked last. On its loop. */
final class PathFigures {
    private long seen;

    TransferPath of(PathWatch watch, Channel channel, boolean look) {
        long roundTrip = watch.roundTripNanos();
        PathLook now = look ? PathLook.at(channel) : PathLook.UNKNOWN;
        if (now == PathLook.UNKNOWN) {
            return new TransferPath(roundTrip, null, -1);
        }
        long more = now.retransmissions() - seen;
        seen = now.retransmissions();
        return new TransferPath(roundTrip, CongestionControl.of(channel), more);
    }
}
