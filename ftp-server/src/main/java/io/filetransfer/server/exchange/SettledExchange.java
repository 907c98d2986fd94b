package io.filetransfer.server.exchange;

import io.filetransfer.codec.End;
import io.filetransfer.codec.Frame;
import io.filetransfer.server.event.RequestEnd;

/**
 * A request whose answer is known before its turn, mostly a failure, and whose body, if it sends one, is dropped from the
 * first byte.
 */
final class SettledExchange extends ServerExchange {
    SettledExchange(ServedRequest asked, Frame.Control answer) {
        super(asked);
        answer(Answer.of(answer));
    }

    @Override
    void start() {
        throw new IllegalStateException("What is settled does not start");
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
