package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** MOVE and COPY of a file, or of a directory with all that is in it. */
final class NewNameCall extends HttpCall {
    private final Choice choice;
    private final String target;
    private final Depth depth;
    private final boolean overwrite;

    /** @throws HttpRefusal a field is not well-formed, or what they ask for together cannot be */
    NewNameCall(HttpHead head, Choice choice) {
        super(head);
        this.choice = choice;
        this.target = DestinationField.name(head);
        this.depth = Depth.of(head, Depth.INFINITY);
        this.overwrite = overwrites(head.field("Overwrite"));
        if (depth == Depth.ONE || depth == Depth.ZERO && choice == Choice.MOVE && head.directory()) {
            throw HttpRefusal.bad("This depth has no meaning here.");
        }
        if (!HttpConditions.ofChange(head).areNone()) {
            throw new HttpRefusal(
                    HttpResponseStatus.NOT_IMPLEMENTED,
                    ErrorCode.UNSUPPORTED,
                    "A move or copy takes no conditions but those of Overwrite.");
        }
        if (areNested(head.name(), target)) {
            throw new HttpRefusal(
                    HttpResponseStatus.FORBIDDEN, ErrorCode.BAD_NAME, "One of the two names lies within the other.");
        }
    }

    private static boolean overwrites(String field) {
        if (field == null || field.equals("T")) {
            return true;
        }
        if (field.equals("F")) {
            return false;
        }
        throw HttpRefusal.bad("Overwrite is T or F.");
    }

    private static boolean areNested(String source, String target) {
        return (source + "/").startsWith(target + "/")
                || (target + "/").startsWith(source + "/")
                || source.isEmpty()
                || target.isEmpty();
    }

    @Override
    Object asked() {
        Options options = Options.NONE
                .with(Option.TARGET, target)
                .withFlag(Option.NEW_NAME, true)
                .withFlag(Option.REPLACE, overwrite)
                .withFlag(Option.EXPECT_ABSENT, !overwrite)
                .withFlag(Option.RECURSIVE, choice == Choice.COPY && depth == Depth.INFINITY);
        return new Request(head.name(), choice, options);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            Problem.write(out, failure);
        } else if (frame instanceof Reply reply && reply.options().has(Option.NEW_NAME)) {
            out.status(HttpResponseStatus.CREATED)
                    .field("Location", "/" + TargetPath.escape(target))
                    .length(0);
            out.end();
        } else if (frame instanceof Reply) {
            out.status(HttpResponseStatus.NO_CONTENT).bare();
        }
    }
}
