package io.filetransfer.server.event;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.StorageException;

/**
 * Is told what happens on a server, in values that do not change: the log is one, metrics, an audit or hooks are others.
 *
 * <p>Called on event loops and disk threads, several at once: a method returns at once and waits for nothing. What it throws
 * is logged and harms nothing.
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

    /** No connection can be taken for now. */
    default void notAccepted(Throwable cause) {}

    /** A request came; {@link #requestEnded} follows in every case. */
    default void requestBegan(Peer peer, Dialect dialect, Request request) {}

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
