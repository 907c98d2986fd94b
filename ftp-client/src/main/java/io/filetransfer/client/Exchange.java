package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.ProtocolException;
import io.netty.util.ReferenceCountUtil;

/**
 * One request and its answer. The pool moves it through its stages and a {@link Connection} hands it the frames of its
 * answer. An exchange that has ended early stays with its connection until the answer has come to its end, and ignores it.
 */
abstract class Exchange<T> extends Call<T> {
    private final Choice choice;
    private Connection connection;
    private long number;
    private boolean heard;
    private boolean sent;
    private boolean repeated;
    private boolean undone;
    private Runnable whenAnswered = () -> {};

    Exchange(Choice choice, String name, RunningTransfer<T> transfer) {
        super(name, transfer);
        this.choice = choice;
    }

    @Override
    final void prepared() {
        pool().makeReady(this);
    }

    /** Writes the request, with its body where that goes along. Called after {@link #sentOn}. */
    abstract void send();

    /**
     * Takes over a frame of the answer that is not a failure.
     *
     * @return whether it was the last one
     * @throws ProtocolException if the frame has no place here
     */
    abstract boolean take(Frame frame);

    /** Whether nothing may share the connection behind this exchange, as it takes long or nobody knows how long. */
    abstract boolean exclusive();

    /** Whether nothing at all, a cancel of another exchange included, may be sent until this one's body has begun. */
    boolean holdsTheLine() {
        return false;
    }

    /** Whether content is under way, as against an answer that has not begun. */
    abstract boolean movesContent();

    /** Whether it is this side that holds things up. */
    abstract boolean waitsForThisSide();

    /** Whether the same request may be sent a second time when nobody knows if the first one was carried out. */
    abstract boolean repeatable();

    final boolean receive(Frame frame) {
        heard = true;
        if (frame instanceof Failure failure) {
            undone = true;
            refused(failure);
            return true;
        }
        return take(frame);
    }

    /** The answer ended in an error frame. */
    void refused(Failure failure) {
        abandon(Failures.refused(name(), failure));
    }

    static ProtocolException unexpected(Frame frame) {
        ReferenceCountUtil.release(frame);
        return new ProtocolException(
                ErrorCode.BAD_REQUEST,
                "A frame came that has no place in the answer: "
                        + frame.getClass().getSimpleName() + ".");
    }

    final Choice choice() {
        return choice;
    }

    final void sentOn(Connection connection, long number) {
        this.connection = connection;
        this.number = number;
        heard = false;
        sent = true;
        stage(Stage.SENT);
    }

    final Connection connection() {
        return connection;
    }

    /** Its place among the requests of its connection. */
    final long number() {
        return number;
    }

    /** Whether something of the answer has come. */
    final boolean heard() {
        return heard;
    }

    /** Its connection was seen off before the server took it. */
    final void untaken() {
        undone = true;
    }

    /** Whether it has certainly not been carried out. */
    final boolean isUndone() {
        return !sent || undone;
    }

    /** Whether it was sent before, on a connection that was lost. */
    final boolean repeated() {
        return repeated;
    }

    /** Nothing more comes from the connection. */
    final void answered() {
        stage(Stage.ANSWERED);
        whenAnswered.run();
    }

    /** Of an exchange that is with a connection. */
    final void whenAnswered(Runnable task) {
        whenAnswered = task;
    }

    final void repeat() {
        repeated = true;
        stage(Stage.WAITING);
    }
}
