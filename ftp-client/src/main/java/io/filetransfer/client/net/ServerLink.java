package io.filetransfer.client.net;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.TransferPath;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.body.BodySink;
import io.filetransfer.codec.body.Outlet;
import io.netty.handler.stream.ChunkedInput;

/** A {@link Connection} as the exchanges see it that were sent on it. On the event loop, where nothing else is said. */
public interface ServerLink {
    void write(Frame frame);

    void writeAndFlush(Frame frame);

    void send(ChunkedInput<Frame> body);

    /** A body that had no chunk ready has one now. Any thread. */
    void resume();

    /** For bodies that are sent here. */
    Outlet outlet();

    /** Bytes that are written and that the socket has not taken. */
    long bytesToWrite();

    /**
     * Whether what is sent now may still arrive, right behind the exchange of this number. As soon as that one is answered,
     * the connection may have been given to somebody else, whose question must be answered before anything is sent behind it.
     */
    boolean follows(long number);

    /** How long a packet takes to the server and back, as the system measured it, or -1 if it does not tell. */
    long roundTripNanos();

    /**
     * What the system knows of the way.
     *
     * @param look whether to ask it now; otherwise only what is known already
     */
    TransferPath path(boolean look);

    /** How long limits on bandwidth have held this connection back so far. */
    long heldNanos();

    /** How long it has encrypted and decrypted so far. */
    long cipherNanos();

    /** Calls back when what happens now is done. */
    void later(Runnable task);

    /**
     * Asks the server to end an answer that is not complete, or closes if more than {@code cheap} bytes are left and nothing
     * else is lost.
     *
     * @param number of the exchange
     */
    void cancelAnswer(long number, boolean cheap);

    /** Content of a file went out along with its request; more may have to wait. */
    void sent(long bytes);

    /** Content of a file came in by a read; more may have to wait. */
    void received(long bytes);

    /** Content came by a read and went to {@code sink}; what follows it may go there past memory. */
    void takePipes(BodySink sink);

    /** One more (true) or one fewer (false) of the exchanges cannot take content now. Any thread. */
    void pause(boolean stop);

    void fail(FileTransferException cause);

    /** Whether answers have options that can be judged: those of the legacy dialect are made by its decoder. */
    boolean judgesAnswers();

    /** The server answered what was not asked: nothing that it sends is believed any more. Any thread. */
    void distrust();
}
