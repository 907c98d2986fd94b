package io.filetransfer.server.event;

import io.filetransfer.server.address.SourceNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The other end of a connection.
 *
 * @param address with the port, as logs name it
 * @param source where it is
 * @param agent the program, as it calls itself; empty if it does not
 */
public record Peer(String address, InetAddress source, String agent) {
    /** @param remote this machine, if it is not an address of the Internet */
    public static Peer of(SocketAddress remote) {
        if (remote instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            String shown = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
            return new Peer(shown, inet.getAddress(), "");
        }
        return new Peer(String.valueOf(remote), InetAddress.getLoopbackAddress(), "");
    }

    /** Another one, for whom this one asks. */
    public Peer asking(InetAddress client) {
        String host = client.getHostAddress();
        return new Peer(host.indexOf(':') < 0 ? host : "[" + host + "]", client, "");
    }

    /** The same, that has said what it is; a client does so once on each connection. */
    public Peer withAgent(String agent) {
        return new Peer(address, source, agent);
    }

    /** What of it counts as one place. */
    public SourceNetwork network() {
        return SourceNetwork.of(source);
    }
}
