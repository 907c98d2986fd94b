package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer that says what went wrong: a problem document (RFC 9457) with our code. */
final class Problem {
    static final String TYPE = "application/problem+json";

    /** A challenge that no browser knows, so that it asks nobody for a password: our page does. */
    static final String OWN_FORM = "Session realm=\"files\"";

    private Problem() {}

    /** Writes the whole answer. */
    static void write(AnswerWriter out, Failure failure) {
        write(out, ErrorStatus.of(failure.code()), failure);
    }

    /** The same with another status; one that was begun is gone on with. */
    static void write(AnswerWriter out, HttpResponseStatus status, Failure failure) {
        if (!out.hasBegun()) {
            out.status(status);
        }
        fields(out, status, failure);
        if (failure.code() == ErrorCode.LOCKED && out.answered() != null) {
            DavError.locked(out, failure);
            return;
        }
        out.field("Cache-Control", "no-store").text(TYPE, document(status, failure.code(), failure.sentence()));
    }

    private static void fields(AnswerWriter out, HttpResponseStatus status, Failure failure) {
        if (failure.code() == ErrorCode.UNAUTHENTICATED && out.toPage()) {
            out.field("WWW-Authenticate", OWN_FORM);
        } else if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            out.field("WWW-Authenticate", "Basic realm=\"files\", charset=\"UTF-8\"");
            out.field("WWW-Authenticate", "Bearer realm=\"files\"");
        }
        if (status.code() == 503) {
            long millis = failure.options().get(Option.RETRY_AFTER, 1000L);
            out.field("Retry-After", Long.toString(Math.max(1, (millis + 999) / 1000)));
        }
        if (failure.code() == ErrorCode.RANGE_NOT_SATISFIABLE) {
            failure.options().find(Option.SIZE).ifPresent(size -> out.field("Content-Range", "bytes */" + size));
        }
    }

    private static CharSequence document(HttpResponseStatus status, ErrorCode code, String sentence) {
        StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"title\":");
        JsonText.append(json, status.reasonPhrase()).append(",\"status\":").append(status.code());
        JsonText.append(json.append(",\"code\":"), code.name());
        return JsonText.append(json.append(",\"detail\":"), Printable.of(sentence))
                .append("}\n");
    }
}
