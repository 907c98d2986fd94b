package io.filetransfer.server;

import io.filetransfer.codec.body.Pace;
import io.filetransfer.server.exchange.AnswerQueue;
import io.filetransfer.server.exchange.PauseReasons;

/** How a connection stands: who waits for whom, and what has moved. The deadlines depend on it. Event loop only. */
final class Standing {
    /** What the peer is to do next. */
    enum Awaiting {
        FIRST_REQUEST,
        REQUEST,
        BODY,
        /** The peer waits for this side. */
        NOTHING
    }

    private final Visitor visitor;
    private final ConnectionContext context;
    private final AnswerQueue answers;
    private final IncomingBody body;
    private final PauseReasons pauses;
    private final Pipes pipes;
    private final Pace in;
    private final Pace out;
    private long requests;

    Standing(
            Visitor visitor,
            ConnectionContext context,
            AnswerQueue answers,
            IncomingBody body,
            PauseReasons pauses,
            Pipes pipes,
            Pace in,
            Pace out) {
        this.visitor = visitor;
        this.context = context;
        this.answers = answers;
        this.body = body;
        this.pauses = pauses;
        this.pipes = pipes;
        this.in = in;
        this.out = out;
    }

    /** One more request came. */
    void requested() {
        requests++;
    }

    /** Requests that came so far. */
    long requests() {
        return requests;
    }

    Awaiting awaiting() {
        if (body.isDue()) {
            return pauses.any() ? Awaiting.NOTHING : Awaiting.BODY;
        }
        if (isAnswering() || visitor.isBeingFound()) {
            return Awaiting.NOTHING;
        }
        return requests == 0 ? Awaiting.FIRST_REQUEST : Awaiting.REQUEST;
    }

    /** Whether nobody has logged in, where that is needed, nor is about to. */
    boolean isNobodys() {
        return visitor.isNobodys();
    }

    /** Whether the peer waits for an answer. */
    boolean isAnswering() {
        return !answers.areDone();
    }

    /** Whether what it waits for takes effect already. */
    boolean isChanging() {
        return answers.isChanging();
    }

    /** Whether the peer waits for its turn, because of limits on bandwidth. */
    boolean isHeld() {
        return in.isHeld() || out.isHeld();
    }

    /** How long the peer had to wait so far before more of what it sends was read, because of limits on bandwidth. */
    long heldNanos() {
        return in.heldNanos();
    }

    /** Bytes that came past the pipeline so far. */
    long spliced() {
        return pipes.taken();
    }

    /** Another number each time that the disk is further with an answer of which nothing can be sent yet. */
    long worked() {
        return context.worked();
    }
}
