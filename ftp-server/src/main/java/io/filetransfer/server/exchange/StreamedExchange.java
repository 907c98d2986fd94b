package io.filetransfer.server.exchange;

import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Trailer;
import io.filetransfer.codec.body.BodyReader;
import io.filetransfer.codec.body.BodySource;
import io.filetransfer.codec.body.Outlet;
import java.util.List;

/** A request that changes nothing and is answered with a body. */
abstract class StreamedExchange extends ServerExchange {
    private volatile BodySource body;

    StreamedExchange(ServedRequest asked) {
        super(asked);
    }

    /** Opens what is to be sent, on a disk thread, and answers. */
    abstract void open() throws Exception;

    @Override
    final void start() {
        onDisk(this::open);
    }

    @Override
    final boolean mayStartBeside(ServerExchange earlier) {
        return !Access.concernsChanges(earlier.request.choice());
    }

    /** An open file or a small one's content is held until it is written, so these count double and longer. */
    @Override
    final int share() {
        return started() ? 2 : 0;
    }

    @Override
    final long moved() {
        BodySource running = body;
        return running == null ? 0 : running.progress();
    }

    @Override
    final long size() {
        BodySource running = body;
        return running == null ? -1 : running.length();
    }

    @Override
    public final void stop(Failure failure) {
        super.stop(failure);
        BodySource running = body;
        if (running != null) {
            running.stop(failure);
        }
    }

    /** Answers with {@code head} and a body read by {@code reader}, which is taken over. */
    final void answerStreamed(Reply head, BodyReader reader, long offset, long length, Outlet outlet) {
        body = new BodySource(reader, offset, length, algorithm(), outlet, context.lane(), this::failure);
        if (request.options().has(Option.TIMES)) {
            clock.disk();
            body.trailer(this::trailer);
        }
        body.start(context.resumeWriting());
        answer(new Answer(List.of(head), body));
    }

    private Frame trailer() {
        contentPassed();
        return new Trailer(withTimes(Options.NONE, body.clock()));
    }

    final DigestAlgorithm algorithm() {
        return request.options().get(Option.DIGEST_ALGORITHM, DigestAlgorithm.CRC32C);
    }
}
