package io.filetransfer.server;

import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.RateLimit;
import io.filetransfer.codec.body.SplicePipes;
import io.filetransfer.codec.body.Stalls;
import io.filetransfer.codec.path.BbrSwitch;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.exchange.Dispatcher;
import io.filetransfer.server.exchange.UserUploads;
import io.filetransfer.server.exchange.WaitingUploads;
import io.filetransfer.server.lock.Locks;
import io.filetransfer.server.quota.Ledger;
import io.filetransfer.server.storage.Parts;
import io.filetransfer.server.storage.Storage;
import io.netty.util.concurrent.EventExecutor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What all connections of one server share. Safe for use by many threads. */
final class ServerContext {
    private static final Logger LOG = LogManager.getLogger("server");

    private volatile ServerConfig config;
    private final Ledger ledger;
    private final Locks locks = new Locks(System::nanoTime);
    private final Executor disk;
    private final Dispatcher dispatcher;
    private final ServerObserver observer;
    private final MemoryBudget memory;
    private final Security security;
    private final RateLimit incoming;
    private final RateLimit outgoing;
    private final SplicePipes pipes;
    private final Stalls stalls = new Stalls();
    private final Set<SeenConnection> connections = ConcurrentHashMap.newKeySet();
    private final Admission admission;
    private final WaitingUploads waiting = new WaitingUploads(Parts.MAX_OPEN);
    private final UserUploads uploads = new UserUploads(() -> config().limits().uploadsPerUser());
    private final BbrSwitch bbr = new BbrSwitch(() -> config().bbr(), LOG::debug);
    private final AtomicLong lastConnection = new AtomicLong();
    private volatile boolean draining;

    ServerContext(
            ServerConfig config,
            Storage storage,
            Executor disk,
            MemoryBudget memory,
            Security security,
            ConnectionLimit limit,
            EventExecutor timer,
            ServerObserver observer) {
        this.config = config;
        this.ledger = new Ledger(storage, disk);
        this.disk = disk;
        this.pipes = new SplicePipes(disk);
        this.memory = memory;
        this.security = security;
        this.dispatcher = new Dispatcher(config.readOnly());
        this.admission = new Admission(this::config, limit);
        this.observer = observer;
        this.incoming = limit(timer);
        this.outgoing = limit(timer);
    }

    private RateLimit limit(EventExecutor timer) {
        return new RateLimit(
                () -> config().bandwidth().all(), () -> config().bandwidth().user(), timer);
    }

    /** As it is now: another one after {@link #reload}. */
    ServerConfig config() {
        return config;
    }

    /** Counts from the next time that somebody asks. */
    void reload(ServerConfig next) {
        config = next;
    }

    /** The storage, as each principal is served by it. */
    Ledger ledger() {
        return ledger;
    }

    /** That clients hold on what is stored. */
    Locks locks() {
        return locks;
    }

    /** Runs what may wait for storage. */
    Executor disk() {
        return disk;
    }

    /** What all connections may hold of content. */
    MemoryBudget memory() {
        return memory;
    }

    Security security() {
        return security;
    }

    /** How fast the content of uploads may come in. */
    RateLimit incoming() {
        return incoming;
    }

    /** How fast content may go out. */
    RateLimit outgoing() {
        return outgoing;
    }

    /** For content that goes from sockets to files inside the kernel. */
    SplicePipes pipes() {
        return pipes;
    }

    /** Disks that a loop has waited for. */
    Stalls stalls() {
        return stalls;
    }

    /** What far connections are sent by. */
    BbrSwitch bbr() {
        return bbr;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Is told of all that happens. */
    ServerObserver observer() {
        return observer;
    }

    /** Users may have changed: whoever may not go on is cut off, and what has a quota now is counted. */
    void usersTaken() {
        if (security.authenticator() != null) {
            ledger.take(security.authenticator().accounts().users().rootsWithQuota());
            connections.forEach(OpenConnection::usersChanged);
        }
    }

    /** A number for a connection that no other one has had. */
    long nextConnection() {
        return lastConnection.incrementAndGet();
    }

    /** The connections that are open. */
    Set<SeenConnection> connections() {
        return connections;
    }

    /** Those of all users that are under way. */
    UserUploads uploads() {
        return uploads;
    }

    WaitingUploads waiting() {
        return waiting;
    }

    /** Which of them there may be. */
    Admission admission() {
        return admission;
    }

    boolean draining() {
        return draining;
    }

    void startDraining() {
        draining = true;
    }
}
