package io.filetransfer.client.cli;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.ClientCredentials;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferClient;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.RetryListener;
import io.filetransfer.codec.ErrorCode;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

/**
 * One client of the library for each server that the command line names, opened when it is first needed. Of the thread that
 * runs the command, but for {@link #close}.
 */
final class Clients {
    private final CommandSettings command;
    private final RetryListener retries;
    private final ServerTrust trust;
    private final CommandLogin login;
    private final TrustQuestion question;
    private final Map<Way, FileTransferClient> ready = new HashMap<>();
    /** Those that nothing more is asked of. */
    private final Map<Way, FileTransferException> failed = new HashMap<>();
    /** Of this object's lock, as all up to the end. */
    private final List<FileTransferClient> open = new ArrayList<>();

    private boolean closed;
    private Thread closer;

    /** A server, and how it is reached. */
    private record Way(String server, ServerSettings settings) {}

    /** @param retries hears of what is tried again */
    Clients(
            CommandSettings command,
            RetryListener retries,
            ServerTrust trust,
            CommandLogin login,
            TrustQuestion question) {
        this.command = command;
        this.retries = retries;
        this.trust = trust;
        this.login = login;
        this.question = question;
    }

    /**
     * Somebody at a terminal is asked whether a server that is not known is to be trusted.
     *
     * @throws FileTransferException if the list of known servers cannot be read, or the server is not trusted
     */
    FileTransferClient of(RemoteName name) {
        Way way = new Way(name.server(), name.settings());
        if (failed.containsKey(way)) {
            throw failed.get(way);
        }
        FileTransferClient client = ready.get(way);
        if (client == null) {
            try {
                client = trusted(name);
            } catch (FileTransferException e) {
                failed.put(way, e);
                throw e;
            }
            ready.put(way, client);
        }
        return client;
    }

    private FileTransferClient trusted(RemoteName name) {
        settleTrust(name);
        return open(name, trust.of(name), login.of(name));
    }

    /** Somebody who can be asked whether a server is to be trusted is asked before any secret is. */
    private void settleTrust(RemoteName name) {
        if (!question.canBeAsked() || !trust.isUnknown(name)) {
            return;
        }
        FileTransferException.Untrusted refused = refusal(open(name, trust.of(name), null));
        if (refused == null) {
            return;
        }
        String key = refused.fingerprint();
        if (key == null || !question.isAnsweredYes(refused.getMessage(), refused.server(), key)) {
            throw refused;
        } // else it is one of the known servers from now on
    }

    /**
     * Whether a secret can be sent to a server at all, found out by a request without one: it is reached, trusted, and does
     * not ask for encryption that there is not.
     *
     * @throws FileTransferException if not, or that cannot be found out
     */
    void meet(RemoteName name) {
        settleTrust(name);
        try {
            open(name, trust.of(name), null).stat("/").join();
        } catch (FileTransferException.Connection
                | FileTransferException.LocalFile
                | FileTransferException.Untrusted e) {
            throw e;
        } catch (FileTransferException e) {
            if (e.code() == ErrorCode.TLS_REQUIRED) {
                throw e;
            } // else it asks who this is
        }
    }

    /**
     * Whether a server is trusted so: found out by a request.
     *
     * @return why not; null if it is
     * @throws FileTransferException if that cannot be found out
     */
    FileTransferException.Untrusted refusal(RemoteName name, ClientTls tls) {
        return refusal(open(name, tls, null));
    }

    private static FileTransferException.Untrusted refusal(FileTransferClient client) {
        try {
            client.stat("/").join();
            return null;
        } catch (FileTransferException.Untrusted e) {
            return e;
        } catch (FileTransferException.Connection | FileTransferException.LocalFile e) {
            throw e;
        } catch (FileTransferException e) {
            return null; // its answer, whatever it is
        }
    }

    /**
     * Whether a server knows these credentials, by a request that they ride in; asks whether the server is to be trusted
     * first.
     *
     * @throws FileTransferException if it does not, or that cannot be found out
     */
    void check(RemoteName name, ClientCredentials credentials) {
        settleTrust(name);
        try {
            open(name, trust.of(name), credentials).stat("/").join();
        } catch (FileTransferException.Connection
                | FileTransferException.LocalFile
                | FileTransferException.Untrusted e) {
            throw e;
        } catch (FileTransferException e) {
            boolean refused = e.code() == ErrorCode.UNAUTHENTICATED
                    || e.code() == ErrorCode.UNSUPPORTED
                    || e.code() == ErrorCode.TLS_REQUIRED
                    || e.mayRetry();
            if (refused) {
                throw e;
            } // else the user is known, and may not look at the root
        }
    }

    /** Credentials come ready: nobody is asked under this object's lock, as an interrupt closes all meanwhile. */
    private synchronized FileTransferClient open(RemoteName name, ClientTls tls, ClientCredentials credentials) {
        if (closed) {
            throw new CancellationException();
        }
        quietLog();
        FileTransferClient client = FileTransferClient.open(config(name, tls, credentials));
        open.add(client);
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
                closer = closer(List.copyOf(open));
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

    private ClientConfig config(RemoteName name, ClientTls tls, ClientCredentials credentials) {
        ClientConfig.Builder config = ClientConfig.builder()
                .host(name.host())
                .port(name.port())
                .tls(tls)
                .credentials(credentials)
                .legacyDialect(command.legacyDialect())
                .serverTimes(command.verbose || command.json || command.measures())
                .agent("ftp-client " + BuildVersion.text())
                .callbackExecutor(new Directly());
        int least = command.atLeastConnections();
        if (command.connections != null || least > ClientConfig.DEFAULT_CONNECTIONS) {
            config.maxConnections(command.connections == null ? least : Math.max(command.connections, least));
        }
        if (command.connectTimeout != null) {
            config.connectTimeout(command.connectTimeout);
        }
        if (command.answerTimeout != null) {
            config.answerTimeout(command.answerTimeout);
        }
        if (command.idleTimeout != null) {
            config.idleTimeout(command.idleTimeout);
        }
        if (command.limitRate != null) {
            config.rateLimit(command.limitRate);
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
