package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** DELETE of a file or of an empty directory; with {@code Depth: infinity}, of all that is in it. */
final class DeleteCall extends HttpCall {
    DeleteCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked() {
        Conditions conditions = HttpConditions.ofChange(head);
        Options options = Options.NONE.withFlag(Option.RECURSIVE, "infinity".equalsIgnoreCase(head.field("Depth")));
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
