package io.filetransfer.client.cli;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.RetryListener;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;

/** One client of the library for each server that the command line names, opened when it is first needed. */
final class Clients {
    private final CommandSettings command;
    private final RetryListener retries;
    private final Map<String, FileTransferClient> open = new HashMap<>();
    private boolean closed;
    private Thread closer;

    /** @param retries hears of what is tried again */
    Clients(CommandSettings command, RetryListener retries) {
        this.command = command;
        this.retries = retries;
    }

    synchronized FileTransferClient of(RemoteName name) {
        if (closed) {
            throw new java.util.concurrent.CancellationException();
        }
        String server = name.host().toLowerCase(Locale.ROOT) + ' ' + name.port();
        FileTransferClient client = open.get(server);
        if (client == null) {
            quietLog();
            client = FileTransferClient.open(config(name));
            open.put(server, client);
        }
        return client;
    }

    /**
     * Closes all, and waits no longer than that for it: a thread that reads a silent standard input cannot be woken, and
     * the process is about to end anyway. Who calls second waits for the same end: an interrupt and the end of the run
     * can come together, and the process ends with the first of them that returns.
     */
    void close(Duration patience) {
        Thread closing;
        synchronized (this) {
            closed = true;
            if (closer == null && !open.isEmpty()) {
                closer = closer(List.copyOf(open.values()));
                closer.start();
            }
            closing = closer;
        }
        if (closing == null) {
            return;
        }
        try {
            closing.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread closer(List<FileTransferClient> clients) {
        Thread closer = new Thread("closer") {
            @Override
            public void run() {
                for (FileTransferClient client : clients) {
                    client.close();
                }
            }
        };
        closer.setDaemon(true);
        return closer;
    }

    /**
     * What libraries log is for developers; users get failures as messages. Without a configuration the JDK's log has no
     * handlers, and is set up faster. Told not later than the first logger is made.
     */
    private void quietLog() {
        // Without a word, that of the network library would be looked for among three others first.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        if (!command.verbose && System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty("java.util.logging.config.file", "/dev/null");
        }
    }

    private ClientConfig config(RemoteName name) {
        ClientConfig.Builder config = ClientConfig.builder()
                .host(name.host())
                .port(name.port())
                .legacyDialect(command.legacyDialect())
                .agent("ftp-client " + BuildVersion.text())
                .callbackExecutor(new Directly());
        int connections = command.connections != null ? command.connections : ClientConfig.DEFAULT_CONNECTIONS;
        config.maxConnections(Math.max(connections, command.atLeastConnections()));
        if (command.connectTimeout != null) {
            config.connectTimeout(command.connectTimeout);
        }
        if (command.answerTimeout != null) {
            config.answerTimeout(command.answerTimeout);
        }
        if (command.idleTimeout != null) {
            config.idleTimeout(command.idleTimeout);
        }
        if (command.retries != null) {
            config.retries(command.retries);
        }
        if (command.retryTime != null) {
            config.retryTime(command.retryTime).awaitServer(true);
        }
        return config.retryListener(retries).build();
    }

    /** The program's callbacks only take notes and wake the main thread; a pool would only cost its start. */
    private static final class Directly implements Executor {
        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
