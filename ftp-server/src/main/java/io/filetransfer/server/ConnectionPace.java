package io.filetransfer.server;

import io.filetransfer.codec.body.Pace;
import io.filetransfer.server.exchange.AnswerQueue;
import io.filetransfer.server.exchange.PauseReasons;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.function.Supplier;

/**
 * At what pace the content of one connection moves, either way. What comes in too fast stops its reading; what is to go out
 * waits in its place. Event loop only.
 */
final class ConnectionPace {
    private final ChannelHandlerContext ctx;
    private final PauseReasons pauses;
    private final Pace in;
    private final Pace out;
    private AnswerQueue answers;

    /** @param party for whom the connection moves content now */
    ConnectionPace(ServerContext server, ChannelHandlerContext ctx, Supplier<Object> party, PauseReasons pauses) {
        this.ctx = ctx;
        this.pauses = pauses;
        this.in = new Pace(server.incoming(), party, ctx.executor(), this::holdInput);
        this.out = new Pace(server.outgoing(), party, ctx.executor(), this::holdOutput);
    }

    /** Before the first request. */
    void answers(AnswerQueue answers) {
        this.answers = answers;
    }

    Pace in() {
        return in;
    }

    Pace out() {
        return out;
    }

    void close() {
        in.close();
        out.close();
    }

    private void holdInput(boolean held) {
        if (!held) {
            answers.paid(); // first: more may come in at once
        }
        pauses.set(PauseReasons.Reason.PACE, held);
    }

    private void holdOutput(boolean held) {
        if (!held) {
            answers.ready();
            ctx.pipeline().get(ChunkedWriteHandler.class).resumeTransfer();
        }
    }
}
