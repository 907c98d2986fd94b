package io.filetransfer.server.event;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.StorageException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Tells several observers; one that throws keeps nothing from the others. */
public final class Observers implements ServerObserver {
    private static final Logger LOG = LogManager.getLogger("server");
    private static final int FAULTS_PER_PERIOD = 10;
    private static final long PERIOD_NANOS = 10_000_000_000L;

    private final List<ServerObserver> observers;
    private final LogLimit faults = new LogLimit(
            FAULTS_PER_PERIOD,
            PERIOD_NANOS,
            System::nanoTime,
            count -> LOG.warn("{} more faults of observers are not logged one by one", count));

    private Observers(List<ServerObserver> observers) {
        this.observers = observers;
    }

    public static ServerObserver of(ServerObserver... observers) {
        return new Observers(List.of(observers));
    }

    private void tell(Consumer<ServerObserver> event) {
        for (ServerObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException | Error e) { // also a class of its own that is missing
                if (faults.admit()) {
                    LOG.error("an observer of the server failed", e);
                }
            }
        }
    }

    @Override
    public void link(LinkEvent event) {
        tell(observer -> observer.link(event));
    }

    @Override
    public void connectionOpened(Peer peer) {
        tell(observer -> observer.connectionOpened(peer));
    }

    @Override
    public void connectionClosed(Peer peer) {
        tell(observer -> observer.connectionClosed(peer));
    }

    @Override
    public void connectionEnded(Peer peer, Failure reason) {
        tell(observer -> observer.connectionEnded(peer, reason));
    }

    @Override
    public void connectionRefused(Peer peer, Dialect dialect) {
        tell(observer -> observer.connectionRefused(peer, dialect));
    }

    @Override
    public void notEncrypted(Peer peer, String reason) {
        tell(observer -> observer.notEncrypted(peer, reason));
    }

    @Override
    public void notProxied(Peer proxy, String reason) {
        tell(observer -> observer.notProxied(proxy, reason));
    }

    @Override
    public void notAccepted(Throwable cause) {
        tell(observer -> observer.notAccepted(cause));
    }

    @Override
    public void loginEnded(LoginEnd end) {
        tell(observer -> observer.loginEnded(end));
    }

    @Override
    public void loggedOut(Peer peer, String user) {
        tell(observer -> observer.loggedOut(peer, user));
    }

    @Override
    public void accessWithdrawn(Peer peer, String user) {
        tell(observer -> observer.accessWithdrawn(peer, user));
    }

    @Override
    public void requestBegan(Peer peer, String user, Dialect dialect, Request request) {
        tell(observer -> observer.requestBegan(peer, user, dialect, request));
    }

    @Override
    public void changed(Changed changed) {
        tell(observer -> observer.changed(changed));
    }

    @Override
    public void requestEnded(RequestEnd end) {
        tell(observer -> observer.requestEnded(end));
    }

    @Override
    public void storageFailed(Peer peer, Request request, StorageException cause) {
        tell(observer -> observer.storageFailed(peer, request, cause));
    }

    @Override
    public void outOfMemory(Peer peer, Throwable cause) {
        tell(observer -> observer.outOfMemory(peer, cause));
    }

    @Override
    public void faulted(Peer peer, Throwable cause) {
        tell(observer -> observer.faulted(peer, cause));
    }

    @Override
    public void faulted(Peer peer, Request request, Throwable cause) {
        tell(observer -> observer.faulted(peer, request, cause));
    }

    @Override
    public void serverEnded() {
        tell(ServerObserver::serverEnded);
    }
}
