package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.watch.FileWatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Has a running server take up settings that changed: at SIGHUP, and when the file was written. What cannot be used is
 * reported, and the settings stay as they were.
 */
final class Reload {
    private static final Logger LOG = LogManager.getLogger("server");

    /** As for users and certificates. */
    private static final long LOOK_SECONDS = ServerConfig.USERS_TAKEN_UP_SECONDS;

    private final FileTransferServer server;
    private final ServerOptions started;
    private final String[] arguments;
    private final Map<String, String> environment;
    private final FileWatch watch;

    private Reload(
            FileTransferServer server, ServerOptions started, String[] arguments, Map<String, String> environment) {
        this.server = server;
        this.started = started;
        this.arguments = arguments.clone();
        this.environment = environment;
        this.watch = started.file() == null ? null : new FileWatch(List.of(started.file()));
    }

    /** @param started what the server was started with */
    static void start(
            FileTransferServer server, ServerOptions started, String[] arguments, Map<String, String> environment) {
        Reload reload = new Reload(server, started, arguments, environment);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "ftp-reload");
            daemon.setDaemon(true);
            return daemon;
        });
        boolean heard = HangUp.handle(() -> thread.execute(reload::now));
        if (reload.watch != null) {
            if (!heard) {
                LOG.warn(
                        "SIGHUP does nothing, as it was ignored when this server was started (nohup does that);"
                                + " changes of {} are taken up within {} seconds",
                        started.file(),
                        LOOK_SECONDS);
            }
            thread.scheduleWithFixedDelay(reload::ifWritten, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void now() {
        LOG.info("SIGHUP: settings, users and certificates are read again");
        server.refresh();
        if (watch != null) {
            watch.again("the configuration", this::take);
        }
    }

    private void ifWritten() {
        watch.refresh("the configuration", this::take);
    }

    private void take() throws IOException {
        try {
            ServerOptions wanted = ServerOptions.parse(arguments, environment);
            server.reload(wanted.config());
            LOG.info("the configuration was read again");
            List<String> later = ServerOptions.SETTINGS.later(wanted, started);
            if (!later.isEmpty()) {
                LOG.warn("of what changed, this counts at the next start only: {}", String.join(", ", later));
            }
        } catch (ParameterException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
