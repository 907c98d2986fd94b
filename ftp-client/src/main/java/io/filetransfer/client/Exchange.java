package io.filetransfer.client;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.ProtocolException;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request and its answer, from the call to the outcome. Lives on the event loop, but for {@link #prepare} and {@link
 * #abandon}.
 *
 * <p>The end comes in two steps. {@link #end} decides who tells the outcome: of all that happens at once (the last byte, a
 * cancel, a lost connection) the first wins, and from then on nothing else counts. The winner cleans up and then tells the
 * transfer, or gives it to another exchange that tries the same again.
 *
 * <p>The pool moves it through its stages and a {@link Connection} hands it the frames of its answer. An exchange that
 * has ended early stays with its connection until the answer has come to its end, and ignores it.
 */
abstract class Exchange<T> {
    /** Where it is; of the event loop. */
    enum Stage {
        /** For its turn to be prepared. */
        WAITING,
        /** With a disk thread. */
        PREPARING,
        /** With a disk thread still, though the transfer has ended. */
        ABANDONED,
        /** For a connection. */
        READY,
        /** With a connection; the answer is not complete. */
        SENT,
        /** Nothing more comes from the connection; what came may still be on its way to the disk. */
        ANSWERED
    }

    private final Choice choice;
    private final String name;
    private final RunningTransfer<T> transfer;
    private final AtomicBoolean ended = new AtomicBoolean();

    private ConnectionPool pool;
    private Connection connection;
    private long number;
    private boolean heard;
    private boolean sent;
    private Stage stage = Stage.WAITING;
    private boolean admitted;
    private boolean repeated;
    /** Written before the pool is told to look. */
    private volatile Throwable verdict;

    Exchange(Choice choice, String name, RunningTransfer<T> transfer) {
        this.choice = choice;
        this.name = name;
        this.transfer = transfer;
    }

    /** Whether {@link #prepare} has something to do. */
    abstract boolean needsPreparing();

    /** What has to be looked at or read on this side before the request can be sent. On a disk thread; may wait. */
    abstract void prepare();

    /** Writes the request, with its body where that goes along. Called after {@link #sentOn}. */
    abstract void send();

    /**
     * Takes over a frame of the answer that is not a failure.
     *
     * @return whether it was the last one
     * @throws ProtocolException if the frame has no place here
     */
    abstract boolean take(Frame frame);

    /** The transfer was ended early while on a connection that still works: spares both sides what is left of it. */
    abstract void withdraw();

    /** The transfer has ended early: lets go of what is held and tells the outcome. Once, whatever the stage. */
    abstract void giveUp(Throwable cause);

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
            refused(failure);
            return true;
        }
        return take(frame);
    }

    /** The answer ended in an error frame. */
    void refused(Failure failure) {
        abandon(Failures.refused(name, failure));
    }

    /** Takes the right, and the duty, to tell the outcome; false if it was taken. */
    final boolean end() {
        return ended.compareAndSet(false, true);
    }

    final boolean hasEnded() {
        return ended.get();
    }

    /**
     * Has the transfer tried again by another exchange.
     *
     * @return false if nobody wants that any more
     */
    final boolean passOn(Exchange<T> next, long delayNanos) {
        if (!transfer.passOn(() -> next.bind(pool))) {
            return false;
        }
        pool.left(this);
        pool.submit(next, delayNanos);
        return true;
    }

    /** Ends the exchange early, unless it has ended. Any thread. */
    final boolean abandon(Throwable cause) {
        if (!end()) {
            return false;
        }
        verdict = cause;
        pool.abandoned(this);
        return true;
    }

    final Throwable verdict() {
        return verdict;
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

    final String name() {
        return name;
    }

    final RunningTransfer<T> transfer() {
        return transfer;
    }

    final void bind(ConnectionPool pool) {
        this.pool = pool;
        transfer.bind(this::abandon, () -> pool.left(this));
    }

    final void sentOn(Connection connection, long number) {
        this.connection = connection;
        this.number = number;
        heard = false;
        sent = true;
        stage = Stage.SENT;
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

    /** Whether the request was ever given to a connection. */
    final boolean sent() {
        return sent;
    }

    final Stage stage() {
        return stage;
    }

    final void stage(Stage stage) {
        this.stage = stage;
    }

    final boolean admitted() {
        return admitted;
    }

    final void admitted(boolean admitted) {
        this.admitted = admitted;
    }

    /** Whether it was sent before, on a connection that was lost. */
    final boolean repeated() {
        return repeated;
    }

    final void repeat() {
        repeated = true;
        stage = Stage.WAITING;
    }
}
