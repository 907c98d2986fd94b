package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A request about what a name has, that changes nothing. */
abstract class ReadCall extends HttpCall {
    ReadCall(HttpHead head) {
        super(head);
    }

    /** The request, with its conditions. */
    final Request asked(Choice choice, Options options) {
        Conditions conditions = HttpConditions.ofReading(head);
        return new Request(
                head.name(), choice, conditions.areNone() ? options : options.with(Option.CONDITIONS, conditions));
    }

    /** It has no answer but what went wrong. */
    final void failed(Failure failure, AnswerWriter out) {
        if (failure.code() == ErrorCode.NOT_MODIFIED) {
            out.status(HttpResponseStatus.NOT_MODIFIED);
            FileFields.state(out, failure.options());
            out.bare();
        } else if (failure.code() == ErrorCode.UNAUTHENTICATED && Browser.shows(head) && !head.isHead()) {
            PageDocument.login(head, out);
        } else if (failure.options().get(Option.KIND, Kind.OTHER) == Kind.DIRECTORY && !head.directory()) {
            toDirectory(out);
        } else {
            Problem.write(out, ErrorStatus.ofReading(failure.code()), failure);
        }
    }

    /** A directory's path ends in a slash, so that the names in it are what they are relative to. */
    final void toDirectory(AnswerWriter out) {
        String query = head.query().isEmpty() ? "" : "?" + head.query();
        out.status(HttpResponseStatus.MOVED_PERMANENTLY)
                .field("Location", head.base() + TargetPath.escape(head.name()) + "/" + printable(query))
                .text("text/plain; charset=utf-8", "It is a directory.\n");
    }

    private static String printable(String query) {
        return query.chars().allMatch(c -> c > ' ' && c < 0x7f) ? query : "";
    }
}
