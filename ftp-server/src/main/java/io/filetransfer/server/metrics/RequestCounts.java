package io.filetransfer.server.metrics;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.server.event.RequestEnd;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Requests by what they were and what came of them. Each combination is looked up by its labels when it happens first, and
 * found by numbers after that.
 */
final class RequestCounts {
    private static final int CODES = ErrorCode.values().length;
    private static final int OK = CODES;
    private static final int LOST = CODES + 1;
    private static final int RESULTS = CODES + 2;
    private static final int DIALECTS = Dialect.values().length;
    private static final int CHOICES = Choice.values().length;

    private final Counter requests;
    private final Histogram durations;
    private final Histogram firstBytes;
    private final DistributionDataPoint turns;

    private final AtomicReferenceArray<CounterDataPoint> counted =
            new AtomicReferenceArray<>(CHOICES * DIALECTS * RESULTS);
    private final AtomicReferenceArray<DistributionDataPoint> timed = new AtomicReferenceArray<>(CHOICES);
    private final AtomicReferenceArray<DistributionDataPoint> answered = new AtomicReferenceArray<>(CHOICES);

    RequestCounts(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("ftp_server_requests_total")
                .help("Requests that ended, by what they were and what came of them.")
                .labelNames("choice", "dialect", "result")
                .withoutExemplars()
                .register(registry);
        durations = Timing.register(
                registry,
                "ftp_server_request_duration_seconds",
                "From a request until its answer was written.",
                Timing.LONG,
                "choice");
        firstBytes = Timing.register(
                registry,
                "ftp_server_time_to_first_byte_seconds",
                "From a request until its answer began to be written.",
                Timing.LONG,
                "choice");
        turns = Timing.register(
                registry,
                "ftp_server_request_queue_seconds",
                "From a request until its turn came behind earlier ones of its connection.",
                Timing.SHORT);
    }

    void ended(RequestEnd end) {
        int choice = end.request().choice().ordinal();
        count(choice, end.dialect() == null ? Dialect.UNKNOWN : end.dialect(), result(end))
                .inc();
        Timing.observe(timing(timed, durations, choice), end.nanos());
        Timing.observe(turns, end.waitedNanos());
        if (end.result() != RequestEnd.Result.LOST) {
            Timing.observe(timing(answered, firstBytes, choice), end.answeredNanos());
        }
    }

    private static int result(RequestEnd end) {
        return switch (end.result()) {
            case OK -> OK;
            case LOST -> LOST;
            case FAILED, REFUSED -> end.failure().code().ordinal();
        };
    }

    private CounterDataPoint count(int choice, Dialect dialect, int result) {
        int index = (choice * DIALECTS + dialect.ordinal()) * RESULTS + result;
        CounterDataPoint known = counted.get(index);
        if (known == null) {
            known = requests.labelValues(label(Choice.values()[choice]), label(dialect), name(result));
            counted.set(index, known); // whoever else looked it up has the same
        }
        return known;
    }

    private static DistributionDataPoint timing(
            AtomicReferenceArray<DistributionDataPoint> known, Histogram of, int choice) {
        DistributionDataPoint timing = known.get(choice);
        if (timing == null) {
            timing = of.labelValues(label(Choice.values()[choice]));
            known.set(choice, timing);
        }
        return timing;
    }

    private static String name(int result) {
        return result == OK ? "ok" : result == LOST ? "connection_lost" : label(ErrorCode.values()[result]);
    }

    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
