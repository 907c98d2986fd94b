package io.filetransfer.server;

import io.filetransfer.server.health.Health;
import io.filetransfer.server.health.Probe;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.tls.TlsKeys;
import io.netty.util.concurrent.EventExecutor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Whether the server can serve, and whether it lives at all: looked at now and then, never while somebody asks. */
final class Readiness {
    /** A disk that takes longer does not serve anybody; an event loop that does has failed. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Duration LOOP_DEADLINE = Duration.ofSeconds(30);

    /** A write with its syncs is dearer than a look. */
    private static final int LOOKS_A_WRITE = 3;

    private final ServerContext context;
    private final Probe root;
    private final Probe write;
    private final List<Probe> loops = new ArrayList<>();

    Readiness(ServerContext context, Storage storage, ServerThreads threads) {
        this.context = context;
        this.root = probe(threads, storage::check);
        this.write = probe(threads, storage::probe);
        for (EventExecutor loop : threads.loops()) {
            loops.add(new Probe(loop, () -> null, LOOP_DEADLINE, System::nanoTime));
        }
    }

    private interface Look {
        void run() throws Exception;
    }

    private static Probe probe(ServerThreads threads, Look look) {
        return new Probe(
                threads.disk(),
                () -> {
                    look.run();
                    return null;
                },
                DEADLINE,
                System::nanoTime);
    }

    /** Looks from now on. */
    void watch(ScheduledExecutorService timer, Duration time) {
        root.every(time, timer);
        write.every(time.multipliedBy(LOOKS_A_WRITE), timer);
        loops.forEach(loop -> loop.every(time, timer));
    }

    /** Fails when clients should be sent elsewhere. */
    Health ready() {
        return new Health("ready")
                .with("root", root::failure)
                .with("write", write::failure)
                .with("accepting", () -> context.draining() ? "the server is going down" : null)
                .with("certificate", this::certificate);
    }

    /** Fails when only a new start helps. */
    Health alive() {
        return new Health("alive").with("loops", () -> {
            for (Probe loop : loops) {
                if (loop.failure() != null) {
                    return loop.failure();
                }
            }
            return null;
        });
    }

    private String certificate() {
        TlsKeys tls = context.security().tls();
        if (tls == null) {
            return null;
        }
        X509Certificate certificate = tls.certificate();
        Instant now = Instant.now();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return "the certificate was valid until " + until;
        }
        return now.isBefore(from) ? "the certificate is valid from " + from + " on" : null;
    }
}
