package io.filetransfer.client.net;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Trailer;
import io.netty.util.ReferenceCountUtil;

/**
 * One request and its answer. The pool moves it through its stages and a {@link Connection} hands it the frames of its
 * answer. An exchange that has ended early stays with its connection until the answer has come to its end, and ignores it.
 */
public abstract class Exchange<T> extends Call<T> {
    private final Choice choice;
    /** Of the request as it was sent last. */
    private AnswerCheck check;

    private ServerLink connection;
    private long number;
    private boolean heard;
    private boolean sent;
    private boolean repeated;
    private boolean undone;
    private Runnable whenAnswered = () -> {};

    public Exchange(Choice choice, String name, Owner<T> owner) {
        super(name, owner);
        this.choice = choice;
    }

    @Override
    public final void prepared() {
        pool().makeReady(this);
    }

    /** Writes the request, with its body where that goes along. Called after {@link #sentOn}. */
    public abstract void send();

    /**
     * Takes over a frame of the answer that is not a failure.
     *
     * @return whether it was the last one
     * @throws ProtocolException if the frame has no place here
     */
    public abstract boolean take(Frame frame);

    /** Whether nothing may share the connection behind this exchange, as it takes long or nobody knows how long. */
    public abstract boolean exclusive();

    /** Whether nothing at all, a cancel of another exchange included, may be sent until this one's body has begun. */
    public boolean holdsTheLine() {
        return false;
    }

    /** Whether content is under way, as against an answer that has not begun. */
    public boolean movesContent() {
        return false;
    }

    /** More of its content has come, past the frames that it is given. On the event loop. */
    public void contentTaken() {}

    /** Whether it is this side that holds things up. */
    public boolean waitsForThisSide() {
        return false;
    }

    /** Whether the same request may be sent a second time when nobody knows if the first one was carried out. */
    public abstract boolean repeatable();

    /** Sends the request, whose answer is judged by it. */
    public final void request(Options options) {
        Request request = new Request(name(), choice, options);
        check = new AnswerCheck(request);
        connection.write(request);
    }

    /** What is wrong ends the exchange before the frame has an effect; it is taken all the same, as the stream goes on. */
    public final boolean receive(Frame frame) {
        heard = true;
        try {
            check(frame);
        } catch (FileTransferException e) {
            reject(e);
        }
        if (frame instanceof Failure failure) {
            undone = true;
            refused(failure);
            return true;
        }
        return take(frame);
    }

    /** Whether the request had this option. */
    public final boolean asks(Option<?> option) {
        return check.asks(option);
    }

    private void check(Frame frame) {
        if (!connection.judgesAnswers()) {
            return;
        }
        if (frame instanceof Failure failure) {
            check.error(failure);
        } else if (frame instanceof Reply reply && mayBeAnswered()) {
            check.reply(reply.options(), bodyEnd());
        } else if (frame instanceof Trailer trailer) {
            check.trailer(trailer.options());
        }
    }

    /** Whether all that was asked has been sent, so that a reply has its place. */
    public boolean mayBeAnswered() {
        return true;
    }

    /** The end of the request's body, once it was sent; null if there is none. */
    public End bodyEnd() {
        return null;
    }

    /** Ends the exchange for what came of its answer; a server that answers what was not asked is heard no more. Any thread. */
    public final void reject(FileTransferException wrong) {
        abandon(wrong);
        if (wrong instanceof FileTransferException.BadAnswer && wrong.code() != ErrorCode.UNSUPPORTED) {
            connection.distrust();
        }
    }

    /** The answer ended in an error frame. */
    public void refused(Failure failure) {
        abandon(Failures.refused(name(), failure));
    }

    public static ProtocolException unexpected(Frame frame) {
        ReferenceCountUtil.release(frame);
        return new ProtocolException(
                ErrorCode.BAD_REQUEST,
                "A frame came that has no place in the answer: "
                        + frame.getClass().getSimpleName() + ".");
    }

    public final Choice choice() {
        return choice;
    }

    public final void sentOn(ServerLink connection, long number) {
        this.connection = connection;
        this.number = number;
        heard = false;
        sent = true;
        stage(Stage.SENT);
    }

    public final ServerLink connection() {
        return connection;
    }

    /** Its place among the requests of its connection. */
    public final long number() {
        return number;
    }

    /** Whether something of the answer has come. */
    public final boolean heard() {
        return heard;
    }

    /** Its connection was seen off before the server took it. */
    public final void untaken() {
        undone = true;
    }

    /** Whether it has certainly not been carried out. */
    public final boolean isUndone() {
        return !sent || undone;
    }

    /** Whether it was sent before, on a connection that was lost. */
    public final boolean repeated() {
        return repeated;
    }

    /** Spares both sides what is left of the answer. */
    public final void cancelAnswer(boolean cheap) {
        if (stage() != Stage.ANSWERED) {
            connection.cancelAnswer(number, cheap);
        }
    }

    /** Whether what is sent now comes right behind it, on its connection. */
    public final boolean mayBeFollowed() {
        return connection.follows(number);
    }

    /** Nothing more comes from the connection. */
    public final void answered() {
        stage(Stage.ANSWERED);
        whenAnswered.run();
    }

    /** Of an exchange that is with a connection. */
    public final void whenAnswered(Runnable task) {
        whenAnswered = task;
    }

    public final void repeat() {
        repeated = true;
        stage(Stage.WAITING);
    }
}
