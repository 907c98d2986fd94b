package io.filetransfer.server;

import io.filetransfer.codec.Durability;
import io.filetransfer.server.storage.local.Modes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a server runs. Immutable.
 *
 * @param root directory that is served; null for a server that is handed its storage
 * @param address where to listen; port 0 takes a free one
 * @param tls certificate and key; null: nothing is encrypted
 * @param users file of users, as {@code ftp-server user} writes it; null: whoever reaches the server may do everything
 * @param links directory in which links for people without an account are kept; null: there are none
 * @param proxies where connections come from that are others'; each has to begin with a header of the PROXY protocol,
 *     version 2, that says whose it is
 * @param forwarding which proxies are believed when they say, in fields of HTTP, for whom a request is
 * @param insecure listen beyond this machine although nothing is encrypted and nobody is asked who they are
 * @param readOnly refuse everything that changes something; a storage that is handed over decides that itself
 * @param durability what an acknowledged change survives; relaxed is faster and may lose it at a power cut
 * @param modes permission bits of what is stored; a storage that is handed over decides that itself
 * @param legacyDialect serve the legacy clients on the same port
 * @param maxConnections beyond it, clients are told to try later; made smaller where the limit on open files is low
 * @param limits what one client, or many that nobody knows, may take
 * @param maxFileSize largest upload in bytes
 * @param firstFrameTimeout from a connection's start until its first request is there
 * @param idleTimeout without a request under way; then the connection is closed
 * @param audit tell the logger {@code audit}, in JSON, of each login, refusal and change
 * @param minRate bytes a second that a peer must take or give, over half a minute, while a transfer waits for it
 * @param bandwidth how fast content may move at most; whoever is slow because of it is not too slow for minRate
 * @param bbr send by the congestion control BBR, where the kernel has it and allows it, on connections whose path is long or
 *     loses packets
 * @param drainTimeout how long running transfers may go on when the server is closed
 * @param diskThreads how many disk calls may wait at once
 * @param admin where operators and monitoring reach the server; empty: nowhere
 * @param adminAnywhere let monitoring reach it from other machines too: figures and health, without users and encryption
 */
public record ServerConfig(
        Path root,
        InetSocketAddress address,
        ServerTls tls,
        Path users,
        Path links,
        List<AddressRange> proxies,
        Forwarding forwarding,
        boolean insecure,
        boolean readOnly,
        Durability durability,
        Modes modes,
        boolean legacyDialect,
        int maxConnections,
        ServerLimits limits,
        long maxFileSize,
        Duration firstFrameTimeout,
        Duration idleTimeout,
        boolean audit,
        long minRate,
        Bandwidth bandwidth,
        boolean bbr,
        Duration drainTimeout,
        int diskThreads,
        List<AdminAddress> admin,
        boolean adminAnywhere) {
    /** The port of the first version. */
    public static final int DEFAULT_PORT = 50000;

    /** How soon a change of the file of users counts, for connections that stand too. */
    public static final int USERS_TAKEN_UP_SECONDS = 10;

    /** For {@link #diskThreads}. */
    public static final int MAX_DISK_THREADS = 10_000;

    public ServerConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(forwarding, "forwarding");
        Objects.requireNonNull(bandwidth, "bandwidth");
        check(!address.isUnresolved(), "address " + address.getHostString() + " cannot be resolved");
        proxies = List.copyOf(proxies);
        boolean onlyHere = address.getAddress().isLoopbackAddress() && proxies.isEmpty();
        check(
                insecure || onlyHere || tls != null && tls.required() && users != null,
                (proxies.isEmpty() ? "beyond loopback (" + address.getHostString() + ")" : "behind a proxy")
                        + " everyone could read and write: that needs users and required TLS, or insecure if it is meant"
                        + (proxies.isEmpty() ? "; or listen on 127.0.0.1" : ""));
        admin = List.copyOf(admin);
        for (AdminAddress place : admin) {
            check(
                    adminAnywhere || place.isLocal(),
                    "administration on " + place
                            + " would show figures to whoever reaches it: that needs adminAnywhere if"
                            + " it is meant; or listen on 127.0.0.1");
        }
        check(
                insecure || forwarding.from().isEmpty() || users != null,
                "behind a proxy everyone could read and write: that needs users, or insecure if it is meant");
        check(links == null || users != null, "links are made by users, so they need a file of users");
        check(maxConnections >= 1, "maxConnections is at least 1");
        check(maxFileSize >= 0, "maxFileSize is never negative");
        checkPositive(firstFrameTimeout, "firstFrameTimeout");
        checkPositive(idleTimeout, "idleTimeout");
        check(minRate >= 0, "minRate is never negative");
        check(!drainTimeout.isNegative(), "drainTimeout is never negative");
        check(diskThreads >= 1 && diskThreads <= MAX_DISK_THREADS, "diskThreads is 1 to " + MAX_DISK_THREADS);
    }

    /** A server of {@code root}; everything else as its method tells. */
    public static Builder builder(Path root) {
        return new Builder(Objects.requireNonNull(root, "root"));
    }

    /** Of a server that is handed its storage; everything else as its method tells. */
    public static Builder builder() {
        return new Builder(null);
    }

    private static void checkPositive(Duration duration, String name) {
        check(!duration.isNegative() && !duration.isZero(), name + " is longer than zero");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {
        private final Path root;
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
        private ServerTls tls;
        private Path users;
        private Path links;
        private List<AddressRange> proxies = List.of();
        private Forwarding forwarding = Forwarding.NONE;
        private boolean insecure;
        private boolean readOnly;
        private Durability durability = Durability.SYNCED;
        private Modes modes = Modes.OF_PROCESS;
        private boolean legacyDialect = true;
        private int maxConnections = 10_000;
        private ServerLimits limits = ServerLimits.DEFAULTS;
        private long maxFileSize = Long.MAX_VALUE;
        private Duration firstFrameTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private boolean audit;
        private long minRate = 1024;
        private Bandwidth bandwidth = Bandwidth.UNLIMITED;
        private boolean bbr = true;
        private Duration drainTimeout = Duration.ofSeconds(30);
        private int diskThreads = 64;
        private List<AdminAddress> admin = List.of();
        private boolean adminAnywhere;

        private Builder(Path root) {
            this.root = root;
        }

        /** Default loopback, port {@value ServerConfig#DEFAULT_PORT}. */
        public Builder address(InetSocketAddress address) {
            this.address = address;
            return this;
        }

        /** On loopback; 0 takes a free port. */
        public Builder port(int port) {
            return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        /** Default null: no encryption. */
        public Builder tls(ServerTls tls) {
            this.tls = tls;
            return this;
        }

        /** Default null: no users. */
        public Builder users(Path users) {
            this.users = users;
            return this;
        }

        /** Default null: no links. */
        public Builder links(Path links) {
            this.links = links;
            return this;
        }

        /** Default empty: every connection is its own address's. */
        public Builder proxies(List<AddressRange> proxies) {
            this.proxies = proxies;
            return this;
        }

        /** Default {@link Forwarding#NONE}. */
        public Builder forwarding(Forwarding forwarding) {
            this.forwarding = forwarding;
            return this;
        }

        /** Default false. */
        public Builder insecure(boolean insecure) {
            this.insecure = insecure;
            return this;
        }

        /** Default false. */
        public Builder readOnly(boolean readOnly) {
            this.readOnly = readOnly;
            return this;
        }

        /** Default synced. */
        public Builder durability(Durability durability) {
            this.durability = durability;
            return this;
        }

        /** Default what clients ask for, but for the bits of the process's umask. */
        public Builder modes(Modes modes) {
            this.modes = modes;
            return this;
        }

        /** Default true. */
        public Builder legacyDialect(boolean legacyDialect) {
            this.legacyDialect = legacyDialect;
            return this;
        }

        /** Default 10,000. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        /** Default {@link ServerLimits#DEFAULTS}. */
        public Builder limits(ServerLimits limits) {
            this.limits = limits;
            return this;
        }

        /** Default no limit. */
        public Builder maxFileSize(long maxFileSize) {
            this.maxFileSize = maxFileSize;
            return this;
        }

        /** Default 10 seconds. */
        public Builder firstFrameTimeout(Duration firstFrameTimeout) {
            this.firstFrameTimeout = firstFrameTimeout;
            return this;
        }

        /** Default 60 seconds. */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /** Default false. */
        public Builder audit(boolean audit) {
            this.audit = audit;
            return this;
        }

        /** Default 1024 bytes a second; 0 for no limit. */
        public Builder minRate(long minRate) {
            this.minRate = minRate;
            return this;
        }

        /** Default {@link Bandwidth#UNLIMITED}. */
        public Builder bandwidth(Bandwidth bandwidth) {
            this.bandwidth = bandwidth;
            return this;
        }

        /** Default true. */
        public Builder bbr(boolean bbr) {
            this.bbr = bbr;
            return this;
        }

        /** Default 30 seconds. */
        public Builder drainTimeout(Duration drainTimeout) {
            this.drainTimeout = drainTimeout;
            return this;
        }

        /** Default 64. */
        public Builder diskThreads(int diskThreads) {
            this.diskThreads = diskThreads;
            return this;
        }

        /** Default empty: nowhere. */
        public Builder admin(List<AdminAddress> admin) {
            this.admin = admin;
            return this;
        }

        /** Default false. */
        public Builder adminAnywhere(boolean adminAnywhere) {
            this.adminAnywhere = adminAnywhere;
            return this;
        }

        /** @throws IllegalArgumentException if a value is out of its range */
        public ServerConfig build() {
            return new ServerConfig(
                    root,
                    address,
                    tls,
                    users,
                    links,
                    proxies,
                    forwarding,
                    insecure,
                    readOnly,
                    durability,
                    modes,
                    legacyDialect,
                    maxConnections,
                    limits,
                    maxFileSize,
                    firstFrameTimeout,
                    idleTimeout,
                    audit,
                    minRate,
                    bandwidth,
                    bbr,
                    drainTimeout,
                    diskThreads,
                    admin,
                    adminAnywhere);
        }
    }
}
