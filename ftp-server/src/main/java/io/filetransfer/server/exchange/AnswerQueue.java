package io.filetransfer.server.exchange;

import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.body.BodySource;
import io.filetransfer.codec.body.Pace;
import io.filetransfer.server.event.ServerObserver;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The answering half of a connection: its exchanges from their requests on, and their answers on the way out, in the order
 * of the requests. Event loop only.
 */
public final class AnswerQueue {
    /** Whose answers they are. Called on the event loop. */
    public interface Owner {
        /** Answers were written, or began to be. */
        void answered();

        /** Whether what came in was not made up for yet: it is not acknowledged before. */
        boolean owes();

        /** A frame could not be written. */
        void writeFailed(Throwable cause);
    }

    private final Owner owner;
    private final ServerObserver observer;
    private final ChannelHandlerContext ctx;
    private final PauseReasons pauses;
    private final Pace pace;
    private final ExchangeQueue queue = new ExchangeQueue();

    /** The exchange whose answer's body goes out now. */
    private ServerExchange streamed;

    private boolean pumpScheduled;
    private boolean over;

    /** @param pace the one at which content goes out */
    public AnswerQueue(
            Owner owner, ServerObserver observer, ChannelHandlerContext ctx, PauseReasons pauses, Pace pace) {
        this.owner = owner;
        this.observer = observer;
        this.ctx = ctx;
        this.pauses = pauses;
        this.pace = pace;
    }

    /** Takes over an exchange, and starts it when its turn has come. */
    public void add(ServerExchange exchange) {
        queue.add(exchange);
        startNext();
    }

    /** Whether nothing is left to be answered. */
    public boolean areDone() {
        return queue.isEmpty() && streamed == null;
    }

    /** How many have begun and have no answer yet. */
    public int underWay() {
        return queue.underWay();
    }

    /** Whether what is to be answered next takes effect already. */
    public boolean isChanging() {
        ServerExchange head = queue.head();
        return streamed == null && head != null && !head.settled() && head.isChanging();
    }

    /** An exchange has its answer, or may go on: writes what can be written, once for all that came together. */
    public void ready() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            ctx.executor().execute(() -> {
                pumpScheduled = false;
                pump();
            });
        }
    }

    /** Nothing is owed any more for what came in. */
    public void paid() {
        pump();
    }

    /** Tells how far an answer is that the peer waits for now; one that waits behind others is not told of. */
    public void progressed(long number, long bytes) {
        ServerExchange head = queue.head();
        if (head != null && head.number == number && !head.settled() && mayWrite()) {
            ctx.writeAndFlush(new Frame.Progress(bytes)).addListener(this::checkWritten);
        }
    }

    public void writabilityChanged() {
        boolean writable = ctx.channel().isWritable();
        pauses.set(PauseReasons.Reason.WRITER, !writable && streamed == null);
        if (writable) {
            ready();
        }
    }

    /** All that is not answered yet, in order. */
    public List<RunningRequest> running() {
        List<RunningRequest> running = new ArrayList<>();
        if (streamed != null) {
            running.add(streamed.running());
        }
        queue.forEach(exchange -> running.add(exchange.running()));
        return running;
    }

    /** Ends the exchange of this number early, if it is not answered yet. */
    public void stop(long number, Failure failure) {
        ServerExchange waiting = queue.find(number);
        if (waiting != null) {
            waiting.stop(failure);
        } else if (streamed != null && streamed.number == number) {
            streamed.stop(failure);
        }
    }

    /** Ends all that is not answered. */
    public void stopAll(Failure failure) {
        if (streamed != null) {
            streamed.stop(failure);
        }
        queue.stopAll(failure);
    }

    /** The connection is gone. */
    public void abandonAll() {
        queue.abandonAll(exchange -> observer.requestEnded(exchange.lost()));
    }

    /** The connection has said its last: nothing more is written here. */
    public void end() {
        over = true;
    }

    private boolean mayWrite() {
        return streamed == null
                && !over
                && ctx.channel().isActive()
                && ctx.channel().isWritable();
    }

    private void pump() {
        boolean wrote = false;
        while (mayWrite()) {
            ServerExchange head = queue.head();
            if (head == null) {
                break;
            }
            if (head.takeGo()) {
                ctx.write(Frame.Go.GO).addListener(this::checkWritten);
                wrote = true;
            }
            if (head.answer() == null || !mayLeave(head.answer())) {
                break;
            }
            queue.removeHead();
            write(head);
            wrote = true;
        }
        if (wrote) {
            ctx.flush();
        }
        if (ctx.channel().isActive()) {
            startNext();
            owner.answered();
        }
    }

    /** What went wrong is said at once. */
    private boolean mayLeave(Answer answer) {
        return answer.isFailure() || !owner.owes() && pace.admits(answer.content());
    }

    private void startNext() {
        queue.startNext();
        pauses.set(PauseReasons.Reason.QUEUE, queue.isFull());
    }

    private void write(ServerExchange exchange) {
        Answer answer = exchange.takeAnswer();
        for (Frame frame : answer.frames()) {
            ctx.write(frame).addListener(this::checkWritten);
        }
        BodySource body = answer.body();
        if (body == null) {
            observer.requestEnded(exchange.ended(answer.frames()));
            return;
        }
        streamed = exchange;
        ctx.write(body).addListener(written -> {
            observer.requestEnded(exchange.ended(body));
            checkWritten(written);
            streamed = null;
            pump();
        });
    }

    /** A frame that could not be written would leave the peer waiting, or take the next answer for this one. */
    private void checkWritten(Future<?> written) {
        if (!written.isSuccess() && ctx.channel().isActive()) {
            owner.writeFailed(written.cause());
        }
    }
}
