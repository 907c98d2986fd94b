package io.filetransfer.server;

/**
 * What one client, or many that nobody knows, may take of a server. Immutable.
 *
 * @param connectionsPerAddress connections of one IPv4 address, or of one /64 of IPv6; beyond it, clients are told to try later
 * @param unauthenticated connections that have not shown yet for whom they are (where there are users), or have not asked for
 *     anything (where there are none); beyond it, the one that came first is closed
 */
public record ServerLimits(int connectionsPerAddress, int unauthenticated) {
    /** What a server has that is not told otherwise. */
    public static final ServerLimits DEFAULTS = new ServerLimits(1000, 2000);

    public ServerLimits {
        check(connectionsPerAddress >= 1, "connectionsPerAddress is at least 1");
        check(unauthenticated >= 1, "unauthenticated is at least 1");
    }

    /** The same with another {@link #connectionsPerAddress}. */
    public ServerLimits withConnectionsPerAddress(int connections) {
        return new ServerLimits(connections, unauthenticated);
    }

    /** The same with another {@link #unauthenticated}. */
    public ServerLimits withUnauthenticated(int connections) {
        return new ServerLimits(connectionsPerAddress, connections);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
