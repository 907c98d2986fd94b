package io.filetransfer.server;

import io.filetransfer.codec.Printable;
import io.filetransfer.server.admin.AdminAnswer;
import io.filetransfer.server.admin.AdminListener;
import io.filetransfer.server.admin.AdminPage;
import io.filetransfer.server.admin.AdminRequest;
import io.filetransfer.server.admin.StatusText;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.health.Health;
import io.filetransfer.server.metrics.ServerMetrics;
import io.filetransfer.server.storage.Storage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What operators and monitoring see of a server, and where: made only where somebody is to see it. */
final class Administration implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("server");

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final ServerMetrics metrics = new ServerMetrics();
    private AdminListener listener;
    private InetSocketAddress address;

    private Administration() {}

    /** Null where nobody is to see anything. */
    static Administration of(ServerConfig config) {
        return config.admin().isEmpty() ? null : new Administration();
    }

    /** What counts for it. */
    ServerObserver observer() {
        return metrics;
    }

    /** The same executor, with its queue timed. */
    Executor timed(Executor disk) {
        return metrics.timed(disk);
    }

    /** @throws IOException with a sentence for the operator; {@link #close} follows in any case */
    void start(ServerContext context, Storage storage, ServerThreads threads, Upkeep.Times times) throws IOException {
        storage.watchSyncs(metrics.syncs());
        Readiness readiness = new Readiness(context, storage, threads);
        ServerGauges gauges = new ServerGauges(context, storage);
        gauges.register(metrics);
        metrics.gauge(
                "ftp_server_ready",
                "1 while /readyz says that the server is ready.",
                () -> readiness.ready().failures().isEmpty() ? 1 : 0);

        Map<String, AdminPage> pages = new LinkedHashMap<>();
        pages.put("/metrics", shown(this::metrics));
        pages.put("/healthz", shown(asked -> health(readiness.alive())));
        pages.put("/readyz", shown(asked -> health(readiness.ready())));
        LiveTransfers live = new LiveTransfers(context);
        pages.put("/status", new AdminPage(false, true, asked -> live.look().thenApply(now -> status(asked, now))));
        pages.put("/kick", new AdminPage(true, true, asked -> kick(live, asked.parameter("id"))));
        pages.put("/log-level", new AdminPage(true, true, asked -> now(logLevel(asked.parameter("level")))));
        listener = new AdminListener(pages);
        readiness.watch(listener.timer(), times.check());
        gauges.watch(listener.timer(), threads.disk(), times.check());
        for (AdminAddress place : context.config().admin()) {
            listen(place);
        }
    }

    private void listen(AdminAddress place) throws IOException {
        if (place.socket() != null) {
            listener.listen(place.socket(), place.group());
            LOG.info("administration on {}", place);
            return;
        }
        address = listener.listen(place.tcp());
        LOG.info("figures and health on {}", address);
    }

    /** Of the last one that is no socket; null if there is none. */
    InetSocketAddress address() {
        return address;
    }

    private static AdminPage shown(Function<AdminRequest, AdminAnswer> page) {
        return new AdminPage(false, false, asked -> now(page.apply(asked)));
    }

    private static CompletionStage<AdminAnswer> now(AdminAnswer answer) {
        return CompletableFuture.completedStage(answer);
    }

    private static AdminAnswer status(AdminRequest asked, StatusText now) {
        return asked.accept().contains("application/json")
                ? AdminAnswer.json(OK, now.json())
                : AdminAnswer.text(OK, now.table());
    }

    private static CompletionStage<AdminAnswer> kick(LiveTransfers live, String id) {
        return live.kick(id).thenApply(done -> {
            if (!done) {
                return AdminAnswer.text(
                        NOT_FOUND, "nothing is to be ended under this id: " + Printable.of(id) + " (it may be over)\n");
            }
            LOG.info("an operator has ended {}", id);
            return AdminAnswer.text(OK, id + " is ended\n");
        });
    }

    private static AdminAnswer logLevel(String level) {
        try {
            LogLevel.set(level);
        } catch (IllegalArgumentException e) {
            return AdminAnswer.text(BAD_REQUEST, e.getMessage() + "\n");
        }
        LOG.warn(
                "an operator has set the level of the log to {}",
                level); // at a level that is shown in any case but one
        return AdminAnswer.text(OK, "the log has lines of the level " + level + " from now on\n");
    }

    private AdminAnswer metrics(AdminRequest asked) {
        ServerMetrics.Exposition exposition = metrics.expose(asked.accept());
        return new AdminAnswer(OK, exposition.type(), exposition.text());
    }

    private static AdminAnswer health(Health health) {
        Map<String, String> failures = health.failures();
        return AdminAnswer.json(failures.isEmpty() ? OK : UNAVAILABLE, health.json(failures));
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
    }
}
