package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;

/** What this dialect answers by itself, in its turn. */
final class LocalCall extends HttpCall {
    private final Frame.Control answer;
    private final Consumer<AnswerWriter> writer;

    private LocalCall(HttpHead head, Frame.Control answer, Consumer<AnswerWriter> writer) {
        super(head);
        this.answer = answer;
        this.writer = writer;
    }

    /** @param writer writes the whole answer */
    static LocalCall of(HttpHead head, Consumer<AnswerWriter> writer) {
        return new LocalCall(head, new Reply(Options.NONE), writer);
    }

    static LocalCall refused(HttpHead head, HttpResponseStatus status, ErrorCode code, String sentence) {
        Failure failure = new Failure(code, sentence);
        return new LocalCall(head, failure, out -> Problem.write(out, status, failure));
    }

    /** @param writer writes the whole answer, which says what {@code failure} does */
    static LocalCall refused(HttpHead head, Failure failure, Consumer<AnswerWriter> writer) {
        return new LocalCall(head, failure, writer);
    }

    /** @param methods that the target has */
    static LocalCall notAllowed(HttpHead head, String methods) {
        HttpResponseStatus status = HttpResponseStatus.METHOD_NOT_ALLOWED;
        Failure failure = new Failure(ErrorCode.UNSUPPORTED, "This method is none of what has this name.");
        return new LocalCall(
                head, failure, out -> Problem.write(out.status(status).field("Allow", methods), status, failure));
    }

    @Override
    Object asked() {
        return new Settled(new Request(head.name(), Choice.STAT, Options.NONE), answer);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        boolean other =
                frame instanceof Failure failure && !(answer instanceof Failure own && own.code() == failure.code());
        if (other) {
            Problem.write(out, (Failure) frame); // the connection has no place, or the server goes down
        } else {
            writer.accept(out);
        }
    }
}
