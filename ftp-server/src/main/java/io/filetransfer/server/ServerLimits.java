package io.filetransfer.server;

import java.time.Duration;

/**
 * What one client, or many that nobody knows, may take of a server, and how long. Immutable.
 *
 * @param connectionsPerAddress connections of one IPv4 address, or of one /64 of IPv6; beyond it, clients are told to try later
 * @param unauthenticated connections that have not shown yet for whom they are (where there are users), or have not asked for
 *     anything (where there are none); beyond it, the one that came first is closed
 * @param loginTimeout where there are users: from a connection's start until somebody is logged in on it
 * @param commandTimeout how long the disk may do nothing for an answer that a client waits for; a change that has begun may
 *     take an hour
 * @param uploadsPerUser uploads of one user that may be under way, parts included; beyond it, they are told to try later
 * @param reserve bytes that uploads leave free on each file system; beyond it they are refused
 * @param loggedTransfers lines about transfers that went well that are logged in ten minutes; further ones are only counted
 */
public record ServerLimits(
        int connectionsPerAddress,
        int unauthenticated,
        Duration loginTimeout,
        Duration commandTimeout,
        int uploadsPerUser,
        long reserve,
        int loggedTransfers) {
    /** What a server has that is not told otherwise. */
    public static final ServerLimits DEFAULTS =
            new ServerLimits(1000, 2000, Duration.ofSeconds(30), Duration.ofSeconds(100), 1000, 0, Integer.MAX_VALUE);

    public ServerLimits {
        check(connectionsPerAddress >= 1, "connectionsPerAddress is at least 1");
        check(unauthenticated >= 1, "unauthenticated is at least 1");
        check(!loginTimeout.isNegative() && !loginTimeout.isZero(), "loginTimeout is longer than zero");
        check(!commandTimeout.isNegative() && !commandTimeout.isZero(), "commandTimeout is longer than zero");
        check(uploadsPerUser >= 1, "uploadsPerUser is at least 1");
        check(reserve >= 0, "reserve is never negative");
        check(loggedTransfers >= 0, "loggedTransfers is never negative");
    }

    /** The same with another {@link #connectionsPerAddress}. */
    public ServerLimits withConnectionsPerAddress(int connections) {
        return new ServerLimits(
                connections, unauthenticated, loginTimeout, commandTimeout, uploadsPerUser, reserve, loggedTransfers);
    }

    /** The same with another {@link #unauthenticated}. */
    public ServerLimits withUnauthenticated(int connections) {
        return new ServerLimits(
                connectionsPerAddress,
                connections,
                loginTimeout,
                commandTimeout,
                uploadsPerUser,
                reserve,
                loggedTransfers);
    }

    /** The same with another {@link #loginTimeout}. */
    public ServerLimits withLoginTimeout(Duration timeout) {
        return new ServerLimits(
                connectionsPerAddress,
                unauthenticated,
                timeout,
                commandTimeout,
                uploadsPerUser,
                reserve,
                loggedTransfers);
    }

    /** The same with another {@link #commandTimeout}. */
    public ServerLimits withCommandTimeout(Duration timeout) {
        return new ServerLimits(
                connectionsPerAddress,
                unauthenticated,
                loginTimeout,
                timeout,
                uploadsPerUser,
                reserve,
                loggedTransfers);
    }

    /** The same with another {@link #uploadsPerUser}. */
    public ServerLimits withUploadsPerUser(int uploads) {
        return new ServerLimits(
                connectionsPerAddress,
                unauthenticated,
                loginTimeout,
                commandTimeout,
                uploads,
                reserve,
                loggedTransfers);
    }

    /** The same with another {@link #reserve}. */
    public ServerLimits withReserve(long bytes) {
        return new ServerLimits(
                connectionsPerAddress,
                unauthenticated,
                loginTimeout,
                commandTimeout,
                uploadsPerUser,
                bytes,
                loggedTransfers);
    }

    /** The same with another {@link #loggedTransfers}. */
    public ServerLimits withLoggedTransfers(int lines) {
        return new ServerLimits(
                connectionsPerAddress, unauthenticated, loginTimeout, commandTimeout, uploadsPerUser, reserve, lines);
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
