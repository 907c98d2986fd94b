package io.filetransfer.server;

import io.filetransfer.server.health.Probe;
import io.filetransfer.server.metrics.ServerMetrics;
import io.filetransfer.server.quota.Use;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageFigures;
import io.filetransfer.server.tls.TlsKeys;
import io.filetransfer.server.user.Users;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What a server says of itself when it is asked for its metrics: what is in memory at once, what is on disks as it was last. */
final class ServerGauges {
    private static final double MILLIS_PER_SECOND = 1e3;

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** How full quotas are. Not by user: that would be as many series as there are users. */
    private record QuotaUse(long users, double fullest, long bytes) {
        static final QuotaUse NONE = new QuotaUse(0, 0, 0);
    }

    private final ServerContext context;
    private final Storage storage;

    private volatile StorageFigures figures = StorageFigures.UNKNOWN;
    private volatile QuotaUse quotas = QuotaUse.NONE;

    ServerGauges(ServerContext context, Storage storage) {
        this.context = context;
        this.storage = storage;
    }

    /** Looks at the storage from now on. */
    void watch(ScheduledExecutorService timer, Executor disk, Duration time) {
        new Probe(disk, this::look, DEADLINE, System::nanoTime).every(time, timer);
    }

    private String look() throws Exception {
        quotas = quotaUse();
        try {
            figures = storage.figures();
        } catch (Exception e) {
            figures = StorageFigures.UNKNOWN; // rather than as it was before it was gone
            throw e;
        }
        return null;
    }

    private QuotaUse quotaUse() {
        if (context.security().authenticator() == null) {
            return QuotaUse.NONE;
        }
        Users users = context.security().authenticator().accounts().users();
        var uses = context.ledger().uses();
        long number = 0;
        double fullest = 0;
        for (Users.Limited limited : users.limited()) {
            number++;
            Use use = uses.get(limited.root());
            if (use != null) {
                fullest = Math.max(fullest, share(use.bytes(), limited.quota().bytes()));
                fullest = Math.max(fullest, share(use.files(), limited.quota().files()));
            }
        }
        long bytes = uses.values().stream().mapToLong(Use::bytes).sum();
        return new QuotaUse(number, fullest, bytes);
    }

    private static double share(long used, long quota) {
        return quota == 0 ? (used > 0 ? 1 : 0) : (double) used / quota;
    }

    void register(ServerMetrics metrics) {
        String version = ServerGauges.class.getPackage().getImplementationVersion();
        metrics.build(version == null ? "unknown" : version);
        traffic(metrics);
        memory(metrics);
        storage(metrics);
        metrics.gauge("ftp_server_draining", "1 while the server goes down.", () -> context.draining() ? 1 : 0);
        metrics.gauge(
                "ftp_server_certificate_not_after_timestamp_seconds",
                "Until when the server's certificate is valid.",
                this::certificateEnd);
        metrics.gauge("ftp_server_quota_users", "Users that have a quota.", () -> quotas.users());
        metrics.gauge(
                "ftp_server_quota_used_ratio_max",
                "How full the fullest of their quotas is; 1 is full.",
                () -> quotas.fullest());
        metrics.gauge("ftp_server_quota_used_bytes", "What lies in directories with a quota.", () -> quotas.bytes());
    }

    private void traffic(ServerMetrics metrics) {
        metrics.counter(
                "ftp_server_received_bytes_total",
                "Content of uploads that came.",
                () -> context.incoming().moved());
        metrics.counter(
                "ftp_server_sent_bytes_total",
                "Content of files that was sent.",
                () -> context.outgoing().moved());
        metrics.gauge(
                "ftp_server_connections",
                "Connections that are open.",
                () -> context.connections().size());
        metrics.gauge(
                "ftp_server_connections_limit",
                "Connections beyond which clients are told to come later.",
                () -> context.config().maxConnections());
    }

    private void memory(ServerMetrics metrics) {
        metrics.gauge(
                "ftp_server_content_memory_bytes",
                "Memory that content on its way takes.",
                () -> context.memory().taken());
        metrics.gauge(
                "ftp_server_content_memory_limit_bytes",
                "What content on its way should take at most.",
                () -> context.memory().total());
        metrics.gauge(
                "ftp_server_buffer_pool_bytes",
                "Direct memory that the pool of buffers holds, used or not.",
                ServerGauges::pooled);
        metrics.gauge(
                "ftp_server_direct_memory_limit_bytes",
                "Direct memory that there may be.",
                PlatformDependent::maxDirectMemory);
    }

    private static double pooled() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : Double.NaN;
    }

    private void storage(ServerMetrics metrics) {
        metrics.gauge(
                "ftp_server_storage_free_bytes",
                "What may still be written to the file system of the root.",
                () -> known(figures.freeBytes()));
        metrics.gauge(
                "ftp_server_storage_size_bytes",
                "Size of the file system of the root.",
                () -> known(figures.totalBytes()));
        metrics.gauge(
                "ftp_server_unfinished_uploads",
                "Uploads in parts that are not committed.",
                () -> known(figures.unfinishedUploads()));
        metrics.gauge(
                "ftp_server_unfinished_uploads_bytes",
                "What is held of uploads in parts that are not committed.",
                () -> known(figures.unfinishedBytes()));
        metrics.gauge(
                "ftp_server_unfinished_uploads_oldest_timestamp_seconds",
                "When the one of them was written to last that was left alone longest.",
                () -> seconds(figures.oldestWrite()));
    }

    private static double known(long figure) {
        return figure < 0 ? Double.NaN : figure;
    }

    private static double seconds(Instant time) {
        return time == null ? Double.NaN : time.toEpochMilli() / MILLIS_PER_SECOND;
    }

    private double certificateEnd() {
        TlsKeys tls = context.security().tls();
        return tls == null
                ? Double.NaN
                : seconds(tls.certificate().getNotAfter().toInstant());
    }
}
