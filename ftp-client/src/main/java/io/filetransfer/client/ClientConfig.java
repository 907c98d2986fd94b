package io.filetransfer.client;

import io.filetransfer.codec.UserDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * How a client reaches its server. Immutable.
 *
 * @param host name or address of the server; never a URL, nor with a user or password
 * @param port its port, 1 to 65535
 * @param tls how the server is known and that all is encrypted; null: nothing is
 * @param credentials who the client is; null: it does not say. They are never sent in plain to another machine
 * @param maxConnections the most connections that are open at once; further transfers wait their turn
 * @param maxFarConnections the same where the server is 5 ms or further away, if that is more: a large file travels on
 *     several there
 * @param connectTimeout until a connection stands
 * @param answerTimeout from the last byte of a request (or of its body) until the first of the answer; a server that syncs
 *     a large file to a slow disk needs it
 * @param idleTimeout without a byte in either direction while a transfer is under way
 * @param rateLimit bytes of content a second, at most, that all transfers of the client together move in each direction; 0
 *     for no limit. Waiting for it is no silence that a limit of time ends. Of a file that goes in one piece, up to 64 KiB go
 *     at once
 * @param keepAlive how long a connection without work is kept for the next request
 * @param retries how often a request is tried again in a row when it fails for a reason that may pass, 0 to 1000. An
 *     attempt that brought 8 MiB more that are kept begins the count again; content that was moved in vain (damaged, or
 *     changed meanwhile) is counted to the end. Each attempt has the limits above for itself
 * @param retryTime how long a server is waited for that was reached before and is away now: as long as it says that it
 *     goes down, and as long as no connection can be made. Zero, or no retries: not at all
 * @param awaitServer whether it is waited for in the same way when it was never reached
 * @param retryListener hears of everything that is tried again
 * @param serverTimes whether the server is asked where its time went, for {@link TransferResult#detail}; costs some bytes in
 *     each request and answer. A server that does not know the question answers as ever
 * @param legacyDialect speak the legacy dialect, one exchange a connection, GET and PUT only
 * @param stateDirectory where a put of a large file notes how to go on with it after this process has ended; made when it is
 *     needed, with a small file for each such upload. Null, or where nothing can be written: nothing is noted
 * @param agent name of the program, for the server's log; at most 255 bytes
 * @param callbackExecutor runs listeners and completes futures, in place if it likes; null for threads of the client's own.
 *     What it drops without a word is lost: a future that it was to complete never ends
 */
public record ClientConfig(
        String host,
        int port,
        ClientTls tls,
        ClientCredentials credentials,
        int maxConnections,
        int maxFarConnections,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration idleTimeout,
        long rateLimit,
        Duration keepAlive,
        int retries,
        Duration retryTime,
        boolean awaitServer,
        RetryListener retryListener,
        boolean serverTimes,
        boolean legacyDialect,
        Path stateDirectory,
        String agent,
        Executor callbackExecutor) {
    /** The port that servers take by default. */
    public static final int DEFAULT_PORT = 50000;

    /** With the waits between them some seconds. */
    public static final int DEFAULT_RETRIES = 5;

    /**
     * What a restart of a server takes at most, if it has its default settings: 30 seconds for transfers to come to their
     * end, 20 to let go of everything, and the rest for its start.
     */
    public static final Duration DEFAULT_RETRY_TIME = Duration.ofMinutes(2);

    /** Enough to hide the round trips of small files. */
    public static final int DEFAULT_CONNECTIONS = 4;

    /** Enough to fill a gigabit over 100 ms. */
    public static final int DEFAULT_FAR_CONNECTIONS = 8;

    private static final Duration LONGEST = Duration.ofDays(7);

    public ClientConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(agent, "agent");
        check(
                host.indexOf('@') < 0 && host.indexOf('/') < 0,
                "host is a name or an address: no URL, no user, no password");
        check(port >= 1 && port <= 65535, "port is 1 to 65535, not " + port);
        check(tls == null || !legacyDialect, "the legacy dialect is not encrypted");
        check(credentials == null || !legacyDialect, "the legacy dialect has no credentials");
        check(maxConnections >= 1, "maxConnections is at least 1, not " + maxConnections);
        maxFarConnections = Math.max(maxConnections, maxFarConnections);
        check(agent.getBytes(StandardCharsets.UTF_8).length <= 255, "agent has at most 255 bytes");
        checkLimit(connectTimeout, "connectTimeout");
        checkLimit(answerTimeout, "answerTimeout");
        checkLimit(idleTimeout, "idleTimeout");
        check(rateLimit >= 0, "rateLimit is never negative");
        checkLimit(keepAlive, "keepAlive");
        check(retries >= 0 && retries <= 1000, "retries is 0 to 1000, not " + retries);
        Objects.requireNonNull(retryListener, "retryListener");
        Objects.requireNonNull(retryTime, "retryTime");
        check(
                !retryTime.isNegative() && retryTime.compareTo(LONGEST) <= 0,
                "retryTime is zero to " + LONGEST.toDays() + " days");
    }

    public static Builder builder() {
        return new Builder();
    }

    private static void checkLimit(Duration duration, String name) {
        Objects.requireNonNull(duration, name);
        boolean holds = !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0;
        check(holds, name + " is longer than zero and at most " + LONGEST.toDays() + " days");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Collects a configuration; what is not set has the default that its method tells. Not thread-safe. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port = DEFAULT_PORT;
        private ClientTls tls;
        private ClientCredentials credentials;
        private int maxConnections = DEFAULT_CONNECTIONS;
        private int maxFarConnections = DEFAULT_FAR_CONNECTIONS;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration answerTimeout = Duration.ofSeconds(120);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private long rateLimit;
        private Duration keepAlive = Duration.ofSeconds(30);
        private int retries = DEFAULT_RETRIES;
        private Duration retryTime = DEFAULT_RETRY_TIME;
        private boolean awaitServer;
        private RetryListener retryListener = RetryListener.NONE;
        private boolean serverTimes;
        private boolean legacyDialect;
        private Path stateDirectory = UserDirectory.state(System.getenv());
        private String agent = "";
        private Executor callbackExecutor;

        private Builder() {}

        /** Default 127.0.0.1. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** Default {@value ClientConfig#DEFAULT_PORT}. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Default null: no encryption. */
        public Builder tls(ClientTls tls) {
            this.tls = tls;
            return this;
        }

        /** Default null: none. */
        public Builder credentials(ClientCredentials credentials) {
            this.credentials = credentials;
            return this;
        }

        /** However far the server is. Default {@value ClientConfig#DEFAULT_CONNECTIONS}, and 8 where it is far. */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            this.maxFarConnections = maxConnections;
            return this;
        }

        /** Default 10 seconds. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** Default false. */
        public Builder serverTimes(boolean serverTimes) {
            this.serverTimes = serverTimes;
            return this;
        }

        /** Default 120 seconds. */
        public Builder answerTimeout(Duration answerTimeout) {
            this.answerTimeout = answerTimeout;
            return this;
        }

        /** Default 60 seconds. */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /** In bytes a second; default 0, no limit. */
        public Builder rateLimit(long rateLimit) {
            this.rateLimit = rateLimit;
            return this;
        }

        /** Default 30 seconds; shorter than the server's idle deadline of 60 seconds. */
        public Builder keepAlive(Duration keepAlive) {
            this.keepAlive = keepAlive;
            return this;
        }

        /** Default {@value ClientConfig#DEFAULT_RETRIES}. */
        public Builder retries(int retries) {
            this.retries = retries;
            return this;
        }

        /** Default {@link ClientConfig#DEFAULT_RETRY_TIME}, 2 minutes. */
        public Builder retryTime(Duration retryTime) {
            this.retryTime = retryTime;
            return this;
        }

        /** Default false: an address that nobody answers at the first time is taken for wrong. */
        public Builder awaitServer(boolean awaitServer) {
            this.awaitServer = awaitServer;
            return this;
        }

        /** Default {@link RetryListener#NONE}. */
        public Builder retryListener(RetryListener retryListener) {
            this.retryListener = retryListener;
            return this;
        }

        /** Default false. */
        public Builder legacyDialect(boolean legacyDialect) {
            this.legacyDialect = legacyDialect;
            return this;
        }

        /** Default {@code file-transfer} in {@code $XDG_STATE_HOME} or {@code ~/.local/state}. */
        public Builder stateDirectory(Path stateDirectory) {
            this.stateDirectory = stateDirectory;
            return this;
        }

        /** Default empty. */
        public Builder agent(String agent) {
            this.agent = agent;
            return this;
        }

        /** Default null: threads of the client's own, more of them while callbacks wait for other transfers. */
        public Builder callbackExecutor(Executor callbackExecutor) {
            this.callbackExecutor = callbackExecutor;
            return this;
        }

        /** @throws IllegalArgumentException if a value is out of its range */
        public ClientConfig build() {
            return new ClientConfig(
                    host,
                    port,
                    tls,
                    credentials,
                    maxConnections,
                    maxFarConnections,
                    connectTimeout,
                    answerTimeout,
                    idleTimeout,
                    rateLimit,
                    keepAlive,
                    retries,
                    retryTime,
                    awaitServer,
                    retryListener,
                    serverTimes,
                    legacyDialect,
                    stateDirectory,
                    agent,
                    callbackExecutor);
        }
    }
}
