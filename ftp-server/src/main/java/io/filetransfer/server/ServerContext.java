package io.filetransfer.server;

import io.filetransfer.codec.SplicePipes;
import io.filetransfer.server.storage.Storage;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** What all connections of one server share. Safe for use by many threads. */
final class ServerContext {
    private final ServerConfig config;
    private final Storage storage;
    private final Executor disk;
    private final Dispatcher dispatcher;
    private final TransferLog log = new TransferLog();
    private final SplicePipes pipes = new SplicePipes();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final int maxConnections;
    private volatile boolean draining;

    ServerContext(ServerConfig config, Storage storage, Executor disk, int maxConnections) {
        this.config = config;
        this.storage = storage;
        this.disk = disk;
        this.dispatcher = new Dispatcher(config.readOnly());
        this.maxConnections = maxConnections;
    }

    ServerConfig config() {
        return config;
    }

    Storage storage() {
        return storage;
    }

    /** Runs what may wait for storage. */
    Executor disk() {
        return disk;
    }

    /** For content that goes from sockets to files inside the kernel. */
    SplicePipes pipes() {
        return pipes;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    TransferLog log() {
        return log;
    }

    /** The connections that are open. */
    Set<Connection> connections() {
        return connections;
    }

    /** Whether there are more connections than the server serves. */
    boolean full() {
        return connections.size() > maxConnections;
    }

    boolean draining() {
        return draining;
    }

    void startDraining() {
        draining = true;
    }
}
