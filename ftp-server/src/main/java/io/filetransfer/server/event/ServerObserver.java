package io.filetransfer.server.event;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.StorageException;

/**
 * Is told what happens on a server, in values that do not change: the log is one, metrics, an audit or hooks are others.
 *
 * <p>Called on event loops and disk threads, several at once: but for {@link #changed}, a method returns at once and waits
 * for nothing. What it throws is logged and harms nothing.
 */
public interface ServerObserver {
    default void connectionOpened(Peer peer) {}

    default void connectionClosed(Peer peer) {}

    /** The server ends a connection for another reason than that all is done. */
    default void connectionEnded(Peer peer, Failure reason) {}

    /** The peer speaks what is not spoken here. */
    default void connectionRefused(Peer peer, Dialect dialect) {}

    /** The peer began to encrypt, and that failed. */
    default void notEncrypted(Peer peer, String reason) {}

    /** A proxy did not say, as it has to, for whom it connects. */
    default void notProxied(Peer proxy, String reason) {}

    /** No connection can be taken for now. */
    default void notAccepted(Throwable cause) {}

    /** Where there are users: who a client is was found out, or was not. */
    default void loginEnded(LoginEnd end) {}

    /** A user ended the session of a browser. */
    default void loggedOut(Peer peer, String user) {}

    /** What had let a user in lets nobody in any more; the connection is cut off. */
    default void accessWithdrawn(Peer peer, String user) {}

    /** A link was made, is used or was revoked. */
    default void link(LinkEvent event) {}

    /**
     * A request came; {@link #requestEnded} follows in every case.
     *
     * @param user for whom; empty where there are no users, and for whoever is none of them
     */
    default void requestBegan(Peer peer, String user, Dialect dialect, Request request) {}

    /**
     * A change was made, whether or not its answer will be heard. Comes before that answer, on a disk thread, which may wait
     * here for a disk.
     */
    default void changed(Changed changed) {}

    default void requestEnded(RequestEnd end) {}

    /** The disk is the reason that a request failed: full, broken, or read-only although the server was to write. */
    default void storageFailed(Peer peer, Request request, StorageException cause) {}

    default void outOfMemory(Peer peer, Throwable cause) {}

    /** A fault of the server itself. */
    default void faulted(Peer peer, Throwable cause) {}

    /** A fault of the server itself, while it served {@code request}. */
    default void faulted(Peer peer, Request request, Throwable cause) {}

    /** The server has ended; nothing comes after this. */
    default void serverEnded() {}
}
