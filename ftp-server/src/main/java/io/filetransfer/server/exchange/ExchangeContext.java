package io.filetransfer.server.exchange;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.MemoryBudget;
import io.filetransfer.codec.body.Outlet;
import io.filetransfer.codec.body.Window;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.link.Links;
import io.filetransfer.server.lock.Locks;
import io.filetransfer.server.storage.Storage;
import io.filetransfer.server.user.Authenticator;
import io.filetransfer.server.user.Principal;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/** What an exchange has of its server and of its connection. Any thread, but for what is said to be the event loop's. */
public interface ExchangeContext {
    /** As this principal is served by it. */
    Storage storage(Principal principal);

    /** For people without an account; null where there are none. */
    Links links();

    /** Who somebody is; null where there are no users. */
    Authenticator logins();

    /** That are held on what is stored. */
    Locks locks();

    /** What is promised of changes. */
    Durability durability();

    /** Of an upload, in bytes. */
    long maxFileSize();

    /** Uploads of all users that are under way. */
    UserUploads uploads();

    /** Uploads in parts of each user, also those that wait. */
    WaitingUploads waiting();

    ServerObserver observer();

    /** Runs what may wait for storage. */
    Executor disk();

    /** Bounds what all connections hold in memory. */
    MemoryBudget memory();

    Peer peer();

    /** Null until the first bytes told. */
    Dialect dialect();

    /** Disk work of this connection, one task at a time, in order. */
    Executor lane();

    /** Commits of this connection's uploads, in no order. */
    Executor commits();

    /** Bounds the content of all uploads of this connection that waits for the disk. */
    Window window();

    ByteBufAllocator allocator();

    /** For bodies that are sent here. */
    Outlet outlet();

    /** For the content of files: it goes at the pace that this connection has. */
    Outlet contentOutlet();

    /** For bodies: makes the chunked writer ask for the next chunk. */
    Runnable resumeWriting();

    /** How long the connection's content was held back by limits on bandwidth so far. Event loop. */
    long heldNanos();

    /** How long the connection has encrypted and decrypted so far. Event loop. */
    long cipherNanos();

    /** The clock of the connection's deadlines. */
    long nanoTime();

    /**
     * Runs {@code task} on this connection's event loop: now if it is the caller's.
     *
     * @return false if the loop has ended, and the connection with it
     */
    boolean onLoop(Runnable task);

    /**
     * Runs what a disk thread has done for an exchange on the event loop, soon, with what came of others.
     *
     * @return false if the loop has ended, and the connection with it
     */
    boolean bring(Runnable task);

    /** An exchange has its answer, or may go on. Event loop. */
    void answerReady();

    /** The disk is {@code bytes} far in a long answer of which nothing can be sent yet. Any thread. */
    void working(long bytes);

    /** Tells the peer how far the answer of this exchange is. Event loop. */
    void progressed(long number, long bytes);

    /** Content came for a request whose turn has not come: nothing is read meanwhile. Event loop. */
    void pauseForTurn(boolean pause);

    /**
     * Content came by way of a read and was handed to {@code sink}: what follows it may go there inside the kernel. Event
     * loop.
     *
     * @param taken is told how many bytes of content went that way
     */
    void contentRead(BodySink sink, LongConsumer taken);
}
