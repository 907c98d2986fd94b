package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** DELETE of a file, or of a directory with all that is in it; with {@code Depth: 0}, of an empty one only. */
final class DeleteCall extends HttpCall {
    private final Depth depth;

    /** @throws HttpRefusal the depth is none */
    DeleteCall(HttpHead head) {
        super(head);
        this.depth = Depth.of(head, Depth.INFINITY);
    }

    @Override
    Object asked() {
        Conditions conditions = HttpConditions.ofChange(head);
        Options options = Options.NONE.withFlag(Option.RECURSIVE, depth == Depth.INFINITY);
        return new Request(
                head.name(),
                Choice.DELETE,
                conditions.areNone() ? options : options.with(Option.CONDITIONS, conditions));
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            Problem.write(out, failure);
        } else {
            out.status(HttpResponseStatus.NO_CONTENT).bare();
        }
    }
}
