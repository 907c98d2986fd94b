package io.filetransfer.server;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.InputOver;
import io.filetransfer.server.exchange.AnswerQueue;
import io.filetransfer.server.exchange.PauseReasons;
import io.filetransfer.server.exchange.ServerExchange;
import io.filetransfer.server.exchange.StoringExchange;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * How a connection comes to its end: while {@link State#OPEN} it takes requests; then only what was asked for is answered;
 * after the last answer it lingers, so that a reset does not overtake that; then it is closed. Event loop only.
 */
final class Closing {
    /** How long the peer may still send after the last answer. */
    static final int LINGER_MILLIS = 1000;

    private enum State {
        OPEN,
        /** No more requests are taken; after the last answer comes the farewell, then the end. */
        LAST_ANSWERS,
        /** All is said; the peer is to close. */
        LINGERING
    }

    private final ServerContext server;
    private final ChannelHandlerContext ctx;
    private final ConnectionContext context;
    private final AnswerQueue answers;
    private final IncomingBody body;
    private final PauseReasons pauses;

    private State state = State.OPEN;
    /** The peer has closed its direction. */
    private boolean inputEnded;
    /** A request was taken. */
    private boolean asked;

    /** Why the connection ends, if no exchange's answer says so; or null. */
    private Failure farewell;

    Closing(
            ServerContext server,
            ChannelHandlerContext ctx,
            ConnectionContext context,
            AnswerQueue answers,
            IncomingBody body,
            PauseReasons pauses) {
        this.server = server;
        this.ctx = ctx;
        this.context = context;
        this.answers = answers;
        this.body = body;
        this.pauses = pauses;
    }

    /** Whether a request may still be taken. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** A request was taken. */
    void requested() {
        asked = true;
    }

    /** Takes nothing more; ends the body that is coming in, or else says {@code failure} after all answers. */
    void endWith(Failure failure) {
        if (state != State.OPEN) {
            return;
        }
        state = State.LAST_ANSWERS;
        server.observer().connectionEnded(context.peer(), failure);
        ServerExchange cut = body.end();
        if (cut instanceof StoringExchange && !cut.settled()) {
            cut.stop(failure);
        } else {
            farewell = failure;
        }
        proceed();
    }

    /** No request follows the one that came last. */
    void lastRequestCame() {
        takeNoMore();
        proceed();
    }

    /** The peer sends on and on what nobody wants. */
    void tooMuchDropped() {
        body.end();
        takeNoMore();
        InputOver.tell(ctx);
        proceed();
    }

    /** Stops all exchanges, and the connection after their answers. */
    void cutShort(Failure failure) {
        boolean told = !answers.areDone();
        endWith(failure);
        if (told) {
            farewell = null; // the answers say it
        }
        answers.stopAll(failure);
    }

    /** Stops all exchanges; what waits to be sent is given up soon. */
    void cutOffAfter(Failure failure) {
        cutShort(failure);
        ctx.executor().schedule(this::cutOff, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes at once, with a word where that can be heard: the place is needed now. */
    void giveWay(Failure failure) {
        if (state == State.LINGERING) {
            ctx.close();
            return;
        }
        takeNoMore();
        InputOver.tell(ctx);
        server.observer().connectionEnded(context.peer(), failure);
        boolean isHeard = context.dialect() != null && context.dialect().takesFarewell(asked) && answers.areDone();
        answers.end();
        ctx.writeAndFlush(isHeard ? failure : Unpooled.EMPTY_BUFFER).addListener(written -> ctx.close());
        // A peer that reads nothing is not waited for: nobody counts it any more.
        ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The time for running transfers is over. */
    void shutDown() {
        cutShort(shuttingDown());
        resetIfUnfinished();
    }

    /** The peer has closed its direction. */
    void inputEnded() {
        inputEnded = true;
        if (state == State.LINGERING) {
            ctx.close();
            return;
        }
        if (body.isOpen() && !context.dialect().endOfInputEndsBody()) {
            body.end().stop(new Failure(ErrorCode.TRUNCATED, "The body was cut off."));
        }
        proceed();
    }

    /** The connection is gone. */
    void lost() {
        takeNoMore();
        body.end();
    }

    private void takeNoMore() {
        if (state == State.OPEN) {
            state = State.LAST_ANSWERS;
        }
    }

    /** Ends the connection when nothing more is to come. Called after whatever may have been the last. */
    void proceed() {
        if (server.draining() && state == State.OPEN && !body.mayCome()) {
            state = State.LAST_ANSWERS;
            farewell = shuttingDown();
        }
        boolean ending = state == State.LAST_ANSWERS || state == State.OPEN && inputEnded;
        boolean done = answers.areDone() && (!body.mayCome() || inputEnded);
        if (!ending || !done || !ctx.channel().isActive()) {
            return;
        }
        state = State.LINGERING;
        InputOver.tell(ctx);
        answers.end();
        boolean isTaken = farewell != null
                && context.dialect() != null
                && context.dialect().takesFarewell(asked);
        ctx.writeAndFlush(isTaken ? farewell : Unpooled.EMPTY_BUFFER).addListener(written -> linger());
    }

    private void linger() {
        if (inputEnded || !ctx.channel().isActive()) {
            ctx.close();
            return;
        }
        pauses.clear();
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound().addListener(said -> shutdownOutput()); // the peer may tell an end from a cut by it
        } else {
            shutdownOutput();
        }
        ctx.executor().schedule(this::cutOff, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void shutdownOutput() {
        ((DuplexChannel) ctx.channel()).shutdownOutput();
    }

    /** Closes now. */
    void cutOff() {
        resetIfUnfinished();
        ctx.close();
    }

    /** Where a plain close is the end of the file or the sign that it was stored, only a reset tells that it is not. */
    private void resetIfUnfinished() {
        if (context.dialect() != null && context.dialect().closeMeansDone() && !answers.areDone()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    private static Failure shuttingDown() {
        return new Failure(ErrorCode.SHUTTING_DOWN, "The server is going down; try again later.");
    }
}
