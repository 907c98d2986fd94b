package io.filetransfer.server.exchange;

import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.server.event.RequestEnd;

/** A request that is answered with a failure in its turn, and whose body, if it sends one, is dropped from the first byte. */
final class RefusedExchange extends ServerExchange {
    RefusedExchange(ServedRequest asked, Failure refusal) {
        super(asked);
        answer(Answer.of(refusal));
    }

    @Override
    void start() {
        throw new IllegalStateException("What is refused is settled before its turn");
    }

    @Override
    boolean mayStartBeside(ServerExchange earlier) {
        return true;
    }

    @Override
    RequestEnd.Result failed() {
        return RequestEnd.Result.REFUSED;
    }

    @Override
    public void bodyEnded(End end) {}
}
