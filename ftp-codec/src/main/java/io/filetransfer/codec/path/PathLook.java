package io.filetransfer.codec.path;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel has found out about the way of a connection, at one moment.
 *
 * @param roundTripNanos -1 where it is not told. When a connection has just been made, it is that of an empty way; later the
 *     content that waits on the way is in it
 * @param retransmissions segments that this side has sent again so far
 * @param segmentBytes content of one segment at most
 */
public record PathLook(long roundTripNanos, long retransmissions, long segmentBytes) {
    public static final PathLook UNKNOWN = new PathLook(-1, 0, 1);

    /** On the loop of the channel, while it is open. */
    public static PathLook at(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return UNKNOWN;
        }
        EpollTcpInfo info = socket.tcpInfo();
        return new PathLook(TimeUnit.MICROSECONDS.toNanos(info.rtt()), info.totalRetrans(), Math.max(1, info.sndMss()));
    }
}
