package io.filetransfer.server.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What counts as one place that connections come from: an IPv4 address, or the /64 of an IPv6 address, as whoever has one
 * of its addresses has all of them.
 *
 * @param v6 whether it is an IPv6 network
 * @param bits the address, or the upper half of it
 */
public record SourceNetwork(boolean v6, long bits) {
    public static SourceNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new SourceNetwork(true, bytes.getLong())
                : new SourceNetwork(false, bytes.getInt());
    }
}
