package io.filetransfer.server.event;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The other end of a connection, as logs name it. */
public record Peer(String address) {
    public static Peer of(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        if (remote instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return new Peer((host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort());
        }
        return new Peer(String.valueOf(remote));
    }
}
