package io.filetransfer.server.metrics;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.filetransfer.server.event.LoginEnd;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.storage.StorageException;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;

/** Counts what happens, and shows it with what the server says of itself when it is asked. */
public final class ServerMetrics implements ServerObserver {
    /** What a scrape is answered. */
    public record Exposition(String type, byte[] text) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    private final RequestCounts requests = new RequestCounts(registry);
    private final LongAdder active = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final Counter rejected;
    private final Counter ended;
    private final Counter logins;
    private final Counter faults;
    private final DistributionDataPoint syncs = Timing.register(
            registry,
            "ftp_server_sync_duration_seconds",
            "How long the disk took to say that something is safe.",
            Timing.SHORT);
    private final DistributionDataPoint disk = Timing.register(
            registry, "ftp_server_disk_queue_seconds", "How long work waited for a disk thread.", Timing.SHORT);

    public ServerMetrics() {
        JvmMetrics.builder().register(registry);
        gauge("ftp_server_requests_active", "Requests that are not answered yet.", active::sum);
        counter("ftp_server_connections_opened_total", "Connections that were taken.", opened::sum);
        rejected = counter(
                "ftp_server_connections_rejected_total", "Connections that were refused, by the reason.", "reason");
        for (String reason : new String[] {"busy", "dialect", "tls", "proxy", "resources"}) {
            rejected.initLabelValues(reason);
        }
        ended = counter(
                "ftp_server_connections_ended_total",
                "Connections that the server ended for another reason than that all was done.",
                "code");
        for (ErrorCode code : List.of(
                ErrorCode.BUSY,
                ErrorCode.BAD_REQUEST,
                ErrorCode.SHUTTING_DOWN,
                ErrorCode.TIMEOUT,
                ErrorCode.TOO_SLOW)) {
            ended.initLabelValues(RequestCounts.label(code));
        }
        logins = counter("ftp_server_logins_total", "Logins, by means and by what came of them.", "means", "result");
        for (LoginEnd.Means means : LoginEnd.Means.values()) {
            if (means != LoginEnd.Means.UNKNOWN) {
                logins.initLabelValues(RequestCounts.label(means), "ok");
                logins.initLabelValues(RequestCounts.label(means), RequestCounts.label(ErrorCode.UNAUTHENTICATED));
            }
        }
        faults = counter("ftp_server_faults_total", "Faults of the storage, of memory or of the server.", "kind");
        for (String kind : new String[] {"storage", "memory", "server"}) {
            faults.initLabelValues(kind);
        }
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** A number that only grows, asked at each scrape; waits for nothing. */
    public void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
    }

    /** A number, asked at each scrape; waits for nothing. One that is not known is NaN, and left out. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> {
                    double now = value.getAsDouble();
                    if (!Double.isNaN(now)) {
                        sample.call(now);
                    }
                })
                .register(registry);
    }

    /** Which version runs. */
    public void build(String version) {
        Info.builder()
                .name("ftp_server_build_info")
                .help("The version that runs; always 1.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
    }

    /** The same executor, with its queue timed. */
    public Executor timed(Executor executor) {
        return new TimedExecutor(executor, nanos -> Timing.observe(disk, nanos));
    }

    /** Is to be told how long syncs took. */
    public LongConsumer syncs() {
        return nanos -> Timing.observe(syncs, nanos);
    }

    /** All of it, in the format that is wanted. */
    public Exposition expose(String accept) {
        // Not the binary format, of which the library ships another part.
        ExpositionFormatWriter format = accept.contains("application/openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream text = new ByteArrayOutputStream(32 << 10);
        try {
            format.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(format.getContentType(), text.toByteArray());
    }

    @Override
    public void connectionOpened(Peer peer) {
        opened.increment();
    }

    @Override
    public void connectionEnded(Peer peer, Failure reason) {
        if (reason.code() == ErrorCode.BUSY) {
            rejected.labelValues("busy").inc();
        }
        ended.labelValues(RequestCounts.label(reason.code())).inc();
    }

    @Override
    public void connectionRefused(Peer peer, Dialect dialect) {
        rejected.labelValues("dialect").inc();
    }

    @Override
    public void notEncrypted(Peer peer, String reason) {
        rejected.labelValues("tls").inc();
    }

    @Override
    public void notProxied(Peer proxy, String reason) {
        rejected.labelValues("proxy").inc();
    }

    @Override
    public void notAccepted(Throwable cause) {
        rejected.labelValues("resources").inc();
    }

    @Override
    public void loginEnded(LoginEnd end) {
        logins.labelValues(
                        RequestCounts.label(end.means()),
                        end.refusal() == null ? "ok" : RequestCounts.label(end.refusal()))
                .inc();
    }

    @Override
    public void requestBegan(Peer peer, String user, Dialect dialect, Request request) {
        active.increment();
    }

    @Override
    public void requestEnded(RequestEnd end) {
        active.decrement();
        requests.ended(end);
    }

    @Override
    public void storageFailed(Peer peer, Request request, StorageException cause) {
        faults.labelValues("storage").inc();
    }

    @Override
    public void outOfMemory(Peer peer, Throwable cause) {
        faults.labelValues("memory").inc();
    }

    @Override
    public void faulted(Peer peer, Throwable cause) {
        faults.labelValues("server").inc();
    }

    @Override
    public void faulted(Peer peer, Request request, Throwable cause) {
        faults.labelValues("server").inc();
    }
}
