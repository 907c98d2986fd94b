package io.filetransfer.server.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How long something took, in buckets. */
final class Timing {
    private static final double NANOS = 1e-9;

    /** What has to do with one disk or one network: from what is quick to what is broken. */
    static final double[] SHORT = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10};

    /** What depends on how large files are. */
    static final double[] LONG = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3600};

    private Timing() {}

    static Histogram register(
            PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    static void observe(DistributionDataPoint timing, long nanos) {
        timing.observe(nanos * NANOS);
    }
}
