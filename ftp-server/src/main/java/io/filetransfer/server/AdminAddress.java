package io.filetransfer.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where operators and monitoring reach a server: a Unix socket, on which everything can be asked, or an address and port,
 * for figures and health alone. Immutable.
 *
 * @param socket null for an address
 * @param group whether the group of the socket's file may use it too, and not the server's user alone
 * @param tcp null for a socket
 */
public record AdminAddress(Path socket, boolean group, InetSocketAddress tcp) {
    private static final String SOCKET = "unix:";
    private static final String GROUP_SOCKET = "unix-group:";
    private static final Pattern TCP = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+)|(localhost)):([0-9]{1,5})");

    public AdminAddress {
        if ((socket == null) == (tcp == null) || group && socket == null) {
            throw new IllegalArgumentException("either a socket or an address");
        }
    }

    /**
     * Reads {@code unix:/PATH}, {@code unix-group:/PATH}, {@code 127.0.0.1:PORT} or {@code [::1]:PORT}. No name is looked up
     * but {@code localhost}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static AdminAddress parse(String text) {
        try {
            for (String kind : new String[] {SOCKET, GROUP_SOCKET}) {
                if (text.startsWith(kind) && text.startsWith("/", kind.length())) {
                    return new AdminAddress(Path.of(text.substring(kind.length())), kind.equals(GROUP_SOCKET), null);
                }
            }
            Matcher tcp = TCP.matcher(text);
            if (tcp.matches()) {
                String host = tcp.group(1) != null ? tcp.group(1) : tcp.group(2) != null ? tcp.group(2) : "127.0.0.1";
                return new AdminAddress(
                        null,
                        false,
                        new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(tcp.group(4))));
            }
        } catch (UnknownHostException | InvalidPathException e) {
            throw notOne(text, e);
        } catch (IllegalArgumentException e) { // a port beyond 65535
            throw notOne(text, e);
        }
        throw notOne(text, null);
    }

    private static IllegalArgumentException notOne(String text, Exception cause) {
        return new IllegalArgumentException(
                "an administration address is like unix:/run/ftp-server/admin.sock or 127.0.0.1:9464, not " + text,
                cause);
    }

    /** Whether nobody beyond this machine reaches it. */
    public boolean isLocal() {
        return socket != null || tcp.getAddress().isLoopbackAddress();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (socket != null) {
            return (group ? GROUP_SOCKET : SOCKET) + socket;
        }
        String host = tcp.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + tcp.getPort();
    }
}
