package io.filetransfer.server.program;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import io.filetransfer.server.ServerConfig;
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

    @Parameter(names = "--first-frame-timeout", description = "seconds until a connection's first request")
    @Setting(value = "S", least = 1, live = true, why = "clients behind very slow links")
    private int firstFrameTimeout = (int) DEFAULTS.firstFrameTimeout().toSeconds();

    @Parameter(names = "--idle-timeout", description = "seconds between requests")
    @Setting(value = "S", least = 1, live = true, why = "longer for clients that keep connections open")
    private int idleTimeout = (int) DEFAULTS.idleTimeout().toSeconds();

    @Parameter(
            names = "--min-rate",
            converter = SizeConverter.class,
            description = "bytes a second that a transfer must move; 0: no limit")
    @Setting(value = "BYTES", least = 0, live = true, why = "counted over half a minute")
    private long minRate = DEFAULTS.minRate();

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
                .drainTimeout(Duration.ofSeconds(drainTimeout))
                .diskThreads(diskThreads);
    }
}
