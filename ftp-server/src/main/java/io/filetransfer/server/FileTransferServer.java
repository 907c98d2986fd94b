package io.filetransfer.server;

import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.RegionSizeEstimator;
import io.filetransfer.codec.body.SerialExecutor;
import io.filetransfer.server.event.AuditLog;
import io.filetransfer.server.event.Observers;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.event.TransferLog;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.storage.local.LocalStorage;
import io.filetransfer.server.storage.local.Modes;
import io.filetransfer.server.user.Users;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A running server. Safe for use by many threads; several may run in one process, each on a root of its own.
 *
 * <pre>{@code
 * ServerConfig config = ServerConfig.builder(Path.of("/srv/files")).port(0).build();
 * try (FileTransferServer server = FileTransferServer.start(config)) {
 *     System.out.println("listening on " + server.address());
 *     ...
 * }
 * }</pre>
 */
public final class FileTransferServer implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("server");

    /** A chunk under way and the next one: the writer pauses above the high mark and goes on below the low one. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 2 << 20);

    /** How long the answers of transfers that are cut off may take to leave. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final ServerContext context;
    private final Storage storage;
    private final ServerThreads threads;
    private final Channel listener;
    /** Null where there is none. */
    private final Administration administration;

    private boolean closed;

    private FileTransferServer(ServerConfig config, Storage storage, Upkeep.Times times) throws IOException {
        Transport transport = Transport.best();
        this.storage = storage;
        storage.keepFree(config.limits().reserve());
        this.threads = ServerThreads.start(transport, config.diskThreads());
        MemoryBudget memory = MemoryBudget.ofProcess();
        ConnectionLimit limit = ConnectionLimit.of(memory);
        limit.tell(config.maxConnections());
        this.administration = Administration.of(config);
        this.context = new ServerContext(
                config,
                storage,
                administration == null ? threads.disk() : administration.timed(threads.disk()),
                memory,
                openSecurity(config),
                limit,
                threads.loops().next(),
                observer(config));
        Homes homes = new Homes(storage, config.durability());
        if (context.security().authenticator() != null) {
            Users users = context.security().authenticator().accounts().users();
            homes.make(users);
            context.usersTaken();
        }
        try {
            if (administration != null) {
                administration.start(context, storage, threads, times);
            }
        } catch (IOException | RuntimeException e) {
            endEarly();
            throw e;
        }
        try {
            this.listener = listen(transport);
            Upkeep upkeep = new Upkeep(threads.loops().next(), threads.disk(), times);
            upkeep.of(storage, config.readOnly());
            upkeep.of(context, homes);
        } catch (InterruptedException e) {
            endEarly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        } catch (Exception e) {
            endEarly();
            throw new IOException(
                    "cannot listen on " + config.address().getHostString() + ":"
                            + config.address().getPort() + ": " + e.getMessage(),
                    e);
        }
    }

    private void endEarly() {
        if (administration != null) {
            administration.close();
        }
        context.security().close();
        threads.stop();
    }

    /**
     * Opens the root and listens. When this returns, clients can connect.
     *
     * @throws IOException with the reason when a promise could not be kept on this root, or the port is taken
     */
    public static FileTransferServer start(ServerConfig config) throws IOException {
        return start(config, Upkeep.Times.DEFAULT);
    }

    /** As {@link #start(ServerConfig)}, with other times for what it does by itself. */
    static FileTransferServer start(ServerConfig config, Upkeep.Times times) throws IOException {
        if (config.root() == null) {
            throw new IllegalArgumentException("a server has a root, or is handed its storage");
        }
        return startWith(config, openStorage(config), times);
    }

    /**
     * Serves another storage than a directory of this machine. When this returns, clients can connect.
     *
     * @param config without root, readOnly and modes, which are the storage's to decide
     * @param storage taken over: closed with the server, also when this fails
     * @throws IOException with the reason when the port is taken
     * @throws IllegalArgumentException for a configuration that says what only the storage can
     */
    public static FileTransferServer start(ServerConfig config, Storage storage) throws IOException {
        if (config.root() != null || config.readOnly() || !config.modes().equals(Modes.OF_PROCESS)) {
            storage.close();
            throw new IllegalArgumentException("root, readOnly and modes are for the storage to decide");
        }
        return startWith(config, storage, Upkeep.Times.DEFAULT);
    }

    private static FileTransferServer startWith(ServerConfig config, Storage storage, Upkeep.Times times)
            throws IOException {
        try {
            return new FileTransferServer(config, storage, times);
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    private ServerObserver observer(ServerConfig config) {
        TransferLog transfers = new TransferLog(() -> limits().loggedTransfers());
        List<ServerObserver> all = new ArrayList<>(List.of(transfers));
        if (config.audit()) {
            all.add(new AuditLog(new SerialExecutor(threads.disk())));
        }
        if (administration != null) {
            all.add(administration.observer());
        }
        return Observers.of(all.toArray(ServerObserver[]::new));
    }

    /** For tests. */
    ServerContext context() {
        return context;
    }

    private ServerLimits limits() {
        return context.config().limits();
    }

    private Security openSecurity(ServerConfig config) throws IOException {
        try {
            return Security.open(config, threads.loops().next());
        } catch (IOException e) {
            threads.stop();
            throw e;
        }
    }

    private static Storage openStorage(ServerConfig config) throws IOException {
        try {
            LocalStorage storage = LocalStorage.open(config.root(), config.readOnly(), config.modes());
            LOG.info(
                    "digests of stored files: {}",
                    storage.attachesDigests()
                            ? "in extended attributes"
                            : "in the data directory, as there are no extended attributes here");
            return storage;
        } catch (IOException e) {
            Path root = config.root().toAbsolutePath().normalize();
            throw new IOException("cannot serve " + root + ": " + e.getMessage(), e);
        }
    }

    private Channel listen(Transport transport) throws InterruptedException {
        Channel channel = new ServerBootstrap()
                .group(threads.acceptors(), threads.loops())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new RegionSizeEstimator())
                .childHandler(new ServerPipeline(context))
                .bind(context.config().address())
                .sync()
                .channel();
        channel.pipeline().addLast("failures", new AcceptFailures(context.observer())); // behind Netty's own acceptor
        LOG.info("serving {} on {}", storage, channel.localAddress());
        LOG.info(
                "transport {}{}, {}",
                transport,
                context.pipes().available() ? " with splice" : "",
                Security.describe(context.config()));
        return channel;
    }

    /** The address that clients reach, with the port that was taken. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The address that monitoring reaches, with the port that was taken; null where there is none. */
    public InetSocketAddress adminAddress() {
        return administration == null ? null : administration.address();
    }

    /** The port that was taken. */
    public int port() {
        return address().getPort();
    }

    /**
     * Takes up what may change while a server runs: limits, deadlines, durability, and whether legacy clients are served.
     * Running transfers go on; deadlines count for connections that come after.
     *
     * @return the names of what differs and counts at a start only; it stays as it is
     */
    public List<String> reload(ServerConfig next) {
        NextConfig change = new NextConfig(next, context.config());
        context.reload(change.now());
        storage.keepFree(next.limits().reserve());
        return change.later();
    }

    /** Reads the files of users and certificates again, now; they are read when they change, too. May wait for the disk. */
    public void refresh() {
        context.security().again();
        context.usersTaken();
    }

    /**
     * Reads the files that a configuration names, and nothing else.
     *
     * @throws IOException with a sentence for the operator, for what a server could not start with
     */
    public static void checkFiles(ServerConfig config) throws IOException {
        Security.check(config);
    }

    /**
     * Whether requests can be answered now: not after {@link #close}, and not while the root is gone from its place. Looks
     * at the disk, so it may wait for that.
     */
    public boolean isReady() {
        if (context.draining()) {
            return false; // nothing may be left to look at
        }
        try {
            storage.check();
            return !context.draining();
        } catch (StorageException gone) {
            return false;
        } catch (RuntimeException e) {
            if (context.draining()) {
                return false; // it was closed meanwhile
            }
            throw e;
        }
    }

    /** Stops: takes no more connections, lets running transfers go on for the configured time, then ends all. */
    @Override
    public void close() {
        close(context.config().drainTimeout());
    }

    /** As {@link #close()}, with another limit for running transfers. Idempotent. */
    public synchronized void close(Duration drainTimeout) {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info(
                "going down: {} connections have {} s for what they have asked for",
                context.connections().size(),
                drainTimeout.toSeconds());
        context.startDraining(); // first: whoever sees that no connection is taken any more may rely on it
        listener.close().awaitUninterruptibly();
        drain(drainTimeout);
        if (administration != null) {
            administration.close(); // until now it says that the server is going down
        }
        boolean diskIsIdle = threads.stop();
        context.pipes().close();
        context.security().close();
        // Closing the root waits for calls in it, and one that never returns would keep the program from ending.
        if (diskIsIdle) {
            storage.close();
        }
        context.observer().serverEnded();
        LOG.info("ended");
    }

    private void drain(Duration timeout) {
        context.connections().forEach(OpenConnection::drain);
        try {
            if (!awaitNoConnections(timeout)) {
                LOG.info("{} connections are cut off", context.connections().size());
                context.connections().forEach(OpenConnection::shutDown);
                awaitNoConnections(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitNoConnections(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        while (!context.connections().isEmpty()) {
            if (System.nanoTime() - start >= timeout.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return true;
    }
}
