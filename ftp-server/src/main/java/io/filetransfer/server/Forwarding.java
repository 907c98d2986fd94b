package io.filetransfer.server;

import java.net.InetAddress;
import java.util.List;

/**
 * Which proxies are believed when they say, in fields of HTTP, for whom a request is.
 *
 * @param from their addresses
 * @param standard whether they say it by {@code Forwarded} (RFC 7239); else by {@code X-Forwarded-For}, {@code -Proto} and
 *     {@code -Host}
 */
public record Forwarding(List<AddressRange> from, boolean standard) {
    /** No proxy is believed. */
    public static final Forwarding NONE = new Forwarding(List.of(), false);

    public Forwarding {
        from = List.copyOf(from);
    }

    /** Whether this address is a proxy's. */
    public boolean isBy(InetAddress address) {
        return from.stream().anyMatch(range -> range.contains(address));
    }
}
