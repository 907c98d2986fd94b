package io.filetransfer.client.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * What the pool has under way for a transfer: an {@link Exchange}, or what has several of them sent. Lives on the event loop, but for {@link #prepare} and {@link #abandon}.
 *
 * <p>The end comes in two steps. {@link #end} decides who tells the outcome: of all that happens at once (the last byte, a
 * cancel, a lost connection) the first wins, and from then on nothing else counts. The winner cleans up and then tells its
 * owner, who may have another call go on.
 */
public abstract class Call<T> {
    /** Where it is; of the event loop. */
    public enum Stage {
        /** For its turn to be prepared. */
        WAITING,
        /** With a disk thread. */
        PREPARING,
        /** With a disk thread still, though the transfer has ended. */
        ABANDONED,
        /** For a connection. */
        READY,
        /** With a connection, or several; the answer is not complete. */
        SENT,
        /** Nothing more comes from the connection; what came may still be on its way to the disk. */
        ANSWERED
    }

    /** Whoever a call works for, and reports to: once what came of it, unless another call took over. Any thread. */
    public interface Owner<T> {
        /**
         * The call begins.
         *
         * @param abandon ends it for the given reason; false if it had ended
         * @param afterwards to be called once, by any thread, when the outcome is told
         */
        public void bind(Predicate<Throwable> abandon, Runnable afterwards);

        /** The call that runs now is the last one, whatever becomes of it. */
        void last();

        /**
         * Another call takes over from one that has ended.
         *
         * @param bind binds it
         * @return false if the owner was cancelled before: then the one that has ended tells the outcome
         */
        public boolean passOn(Runnable bind);

        /** Bytes of content in all, or -1 if that is not known. */
        void total(long bytes);

        /** So many bytes of content have moved. On the event loop. */
        void moved(long bytes);

        void succeed(T value);

        void fail(Throwable cause);
    }

    /** What brings calls to connections. */
    public interface Pool {
        /** Has the call go on in some time. Any thread. */
        void submit(Call<?> call, long delayNanos);

        /**
         * An exchange of a call that has been admitted, and for which it does not have to wait again. From the loop.
         *
         * @param delayNanos until it is ready for a connection
         */
        void submitOf(Call<?> call, Exchange<?> exchange, long delayNanos);

        /** The same for what is left to be said when the call has ended, whose turn may still be taken. */
        void submitNow(Exchange<?> exchange, long delayNanos);

        /** The same, right behind an exchange of that call on its connection, if that still works. From the loop. */
        void submitBehind(Call<?> call, Exchange<?> exchange, Exchange<?> before);

        /** From the loop; it is dispatched soon after. */
        void makeReady(Exchange<?> exchange);

        /** Whether one more exchange would get a connection at once, or a new one. From the loop. */
        boolean hasSpareConnection();

        /** Exchanges that are ready to be sent. From the loop. */
        int waitingForConnection();

        /** The call has ended early. Any thread. */
        void abandoned(Call<?> call);

        /** The outcome was told. Any thread. */
        void left(Call<?> call);

        EventLoop loop();
    }

    private final String name;
    private final Owner<T> owner;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Pool pool;
    private Stage stage = Stage.WAITING;
    private boolean admitted;
    private boolean holdsRoom;
    private volatile boolean passedOn;
    /** Written before the pool is asked to look. */
    private volatile Throwable verdict;

    public Call(String name, Owner<T> owner) {
        this.name = name;
        this.owner = owner;
    }

    /** Whether {@link #prepare} has something to do. */
    public boolean needsPreparing() {
        return false;
    }

    /** Whether {@link #prepare} looks and reads little, so that it may run between those of other calls. */
    public boolean preparesQuickly() {
        return false;
    }

    /**
     * What has to be looked at or read on this side before anything can be sent; may {@link #passOn}. On a disk thread; may
     * wait.
     */
    public void prepare() {}

    /** What is to be prepared is. */
    public abstract void prepared();

    /** The transfer was ended early while under way: spares both sides what is left of it. */
    public abstract void withdraw();

    /** The transfer has ended early: lets go of what is held and tells the outcome. Once, whatever the stage. */
    public abstract void giveUp(Throwable cause);

    /** Takes the right, and the duty, to tell the outcome; false if it was taken. */
    public final boolean end() {
        return ended.compareAndSet(false, true);
    }

    public final boolean hasEnded() {
        return ended.get();
    }

    /**
     * Has another call go on with the transfer. Only after {@link #end}.
     *
     * @return false if nobody wants that any more
     */
    public final boolean passOn(Call<T> next, long delayNanos) {
        if (!owner.passOn(() -> next.bind(pool))) {
            return false;
        }
        passedOn = true;
        pool.left(this);
        pool.submit(next, delayNanos);
        return true;
    }

    public final boolean passedOn() {
        return passedOn;
    }

    /** Ends the call early, unless it has ended. Any thread. */
    public final boolean abandon(Throwable cause) {
        if (!end()) {
            return false;
        }
        verdict = cause;
        pool.abandoned(this);
        return true;
    }

    /** Ends a call that was not submitted, or not taken. Any thread. */
    public final void refuse(RuntimeException cause) {
        owner.last();
        if (end()) {
            giveUp(cause);
        }
    }

    public final Throwable verdict() {
        return verdict;
    }

    public final void bind(Pool pool) {
        this.pool = pool;
        owner.bind(this::abandon, () -> pool.left(this));
    }

    public final Pool pool() {
        return pool;
    }

    public final String name() {
        return name;
    }

    public final Owner<T> owner() {
        return owner;
    }

    public final Stage stage() {
        return stage;
    }

    public final void stage(Stage stage) {
        this.stage = stage;
    }

    /** Whether it counts among those that wait for their turn since their caller made them. */
    public final boolean holdsRoom() {
        return holdsRoom;
    }

    /** Before the pool has it, or on the event loop. */
    public final void holdsRoom(boolean holdsRoom) {
        this.holdsRoom = holdsRoom;
    }

    public final boolean admitted() {
        return admitted;
    }

    public final void admitted(boolean admitted) {
        this.admitted = admitted;
    }
}
