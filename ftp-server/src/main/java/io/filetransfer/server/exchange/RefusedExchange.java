package io.filetransfer.server.exchange;

import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.netty.buffer.ByteBuf;

/** A request that is answered with a failure in its turn, and whose body, if it sends one, is dropped. */
final class RefusedExchange extends ServerExchange {
    private final Failure refusal;

    RefusedExchange(ExchangeContext context, Request request, long number, Failure refusal) {
        super(context, request, number);
        this.refusal = refusal;
    }

    @Override
    void start() {
        answer(Answer.of(refusal));
    }

    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        return true;
    }

    @Override
    public void content(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void bodyEnded(End end) {}
}
