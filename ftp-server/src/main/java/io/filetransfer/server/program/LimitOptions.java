package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.Bandwidth;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.ServerLimits;
import java.time.Duration;

/** What can be said of how much, and how long. */
@Section("Limits")
@Parameters(separators = "=")
final class LimitOptions {
    private static final ServerConfig DEFAULTS = ServerConfig.builder().build();

    @Parameter(names = "--max-connections", description = "tell further clients to try later")
    @Setting(
            value = "N",
            least = 1,
            live = true,
            why = "fewer, to keep memory small; the limit on open files lowers it too")
    private int maxConnections = DEFAULTS.maxConnections();

    @Parameter(
            names = "--max-connections-per-address",
            description = "of one address, or one /64 of IPv6; tell further clients to try later")
    @Setting(value = "N", least = 1, live = true, why = "more for many clients behind one address or tunnel")
    private int maxConnectionsPerAddress = DEFAULTS.limits().connectionsPerAddress();

    @Parameter(
            names = "--max-unauthenticated",
            description =
                    "connections that have not asked for anything, or not logged in; close the oldest beyond that")
    @Setting(
            value = "N",
            least = 1,
            live = true,
            why = "they have places of their own: see [Limits](#limits-and-tuning)")
    private int maxUnauthenticated = DEFAULTS.limits().unauthenticated();

    @Parameter(
            names = "--max-uploads-per-user",
            description = "uploads under way, parts included; tell the user to try further ones later")
    @Setting(value = "N", least = 1, live = true)
    private int maxUploadsPerUser = DEFAULTS.limits().uploadsPerUser();

    @Parameter(
            names = "--reserve",
            converter = SizeConverter.class,
            description = "refuse uploads that would leave less than BYTES free on their file system")
    @Setting(value = "BYTES", least = 0, live = true, why = "room for others and for mending things")
    private long reserve = DEFAULTS.limits().reserve();

    @Parameter(names = "--first-frame-timeout", description = "seconds until a connection's first request")
    @Setting(value = "S", least = 1, live = true, why = "clients behind very slow links")
    private int firstFrameTimeout = (int) DEFAULTS.firstFrameTimeout().toSeconds();

    @Parameter(names = "--login-timeout", description = "seconds until somebody is logged in, where there are users")
    @Setting(value = "S", least = 1, live = true)
    private int loginTimeout = (int) DEFAULTS.limits().loginTimeout().toSeconds();

    @Parameter(names = "--idle-timeout", description = "seconds between requests")
    @Setting(value = "S", least = 1, live = true, why = "longer for clients that keep connections open")
    private int idleTimeout = (int) DEFAULTS.idleTimeout().toSeconds();

    @Parameter(
            names = "--command-timeout",
            description = "seconds that a disk may do nothing for an answer; changes that have begun get an hour")
    @Setting(value = "S", least = 1, live = true, why = "longer for tapes and mounts that take their time")
    private int commandTimeout = (int) DEFAULTS.limits().commandTimeout().toSeconds();

    @Parameter(
            names = "--min-rate",
            converter = SizeConverter.class,
            description = "bytes a second that a transfer must move; 0: no limit")
    @Setting(value = "BYTES", least = 0, live = true, why = "counted over half a minute")
    private long minRate = DEFAULTS.minRate();

    @Parameter(
            names = "--rate-limit",
            converter = SizeConverter.class,
            description = "bytes a second that all transfers together move at most, each way; 0: no limit")
    @Setting(
            value = "BYTES",
            least = 0,
            live = true,
            why = "to leave others some of the line; see [Limits](#limits-and-tuning)")
    private long rateLimit = DEFAULTS.bandwidth().all();

    @Parameter(
            names = "--user-rate-limit",
            converter = SizeConverter.class,
            description = "the same for each user or, where there are no users, each address")
    @Setting(value = "BYTES", least = 0, live = true)
    private long userRateLimit = DEFAULTS.bandwidth().user();

    @Parameter(
            names = "--no-bbr",
            description = "leave congestion control to the machine; without it, far connections are sent by BBR")
    @Setting(live = true, why = "see [Far clients](#far-clients)")
    private boolean noBbr;

    @Parameter(names = "--drain-timeout", description = "seconds that running transfers may go on at SIGTERM or SIGINT")
    @Setting(value = "S", least = 0, live = true)
    private int drainTimeout = (int) DEFAULTS.drainTimeout().toSeconds();

    @Parameter(names = "--disk-threads", description = "disk calls that may wait at once")
    @Setting(value = "N", least = 1, most = ServerConfig.MAX_DISK_THREADS, why = "more for slow network storage")
    private int diskThreads = DEFAULTS.diskThreads();

    void apply(ServerConfig.Builder config) {
        config.maxConnections(maxConnections)
                .firstFrameTimeout(Duration.ofSeconds(firstFrameTimeout))
                .idleTimeout(Duration.ofSeconds(idleTimeout))
                .minRate(minRate)
                .bandwidth(new Bandwidth(rateLimit, userRateLimit))
                .bbr(!noBbr)
                .drainTimeout(Duration.ofSeconds(drainTimeout))
                .diskThreads(diskThreads);
    }

    ServerLimits limits() {
        return DEFAULTS.limits()
                .withConnectionsPerAddress(maxConnectionsPerAddress)
                .withUnauthenticated(maxUnauthenticated)
                .withLoginTimeout(Duration.ofSeconds(loginTimeout))
                .withCommandTimeout(Duration.ofSeconds(commandTimeout))
                .withUploadsPerUser(maxUploadsPerUser)
                .withReserve(reserve);
    }
}
