package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.DateTimeException;
import java.time.Instant;

/** PUT of a whole file. It is acknowledged when it is safe. */
final class PutCall extends HttpCall {
    /** Seconds since 1970, as the clients of some servers send the time of a file. */
    private static final String TIME = "X-OC-Mtime";

    private final Digest digest;
    private final Instant modified;

    /** @throws HttpRefusal a field is not well-formed */
    static HttpCall of(HttpHead head) {
        if (head.field(HttpHeaderNames.CONTENT_RANGE) != null) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.BAD_REQUEST,
                    ErrorCode.BAD_REQUEST,
                    "A file is stored whole: no part of it is taken.");
        }
        String coding = head.field(HttpHeaderNames.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return LocalCall.refused(
                    head,
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.UNSUPPORTED,
                    "Content is stored as it comes, so it is not to be encoded.");
        }
        return new PutCall(head);
    }

    private PutCall(HttpHead head) {
        super(head);
        this.digest = DigestFields.given(head);
        this.modified = time(head);
    }

    /** The time that the file is to get; null if that is not told. */
    static Instant time(HttpHead head) {
        String seconds = head.field(TIME);
        if (seconds == null) {
            return null;
        }
        try {
            int dot = seconds.indexOf('.');
            return Instant.ofEpochSecond(Long.parseLong(dot < 0 ? seconds : seconds.substring(0, dot)));
        } catch (NumberFormatException | DateTimeException e) {
            throw HttpRefusal.bad("The time of the file is not a number of seconds.");
        }
    }

    @Override
    Object asked() {
        Conditions conditions = HttpConditions.ofChange(head);
        Options options = Options.NONE
                .with(Option.DIGEST_ALGORITHM, digest.algorithm())
                .withFlag(Option.NEW_NAME, true)
                .withFlag(Option.ASK_FIRST, head.waitsForGo())
                .withPresent(Option.MODIFIED, modified)
                .withPresent(Option.SIZE, head.bodyLength() < 0 ? null : head.bodyLength());
        return new Request(
                head.name(), Choice.PUT, conditions.areNone() ? options : options.with(Option.CONDITIONS, conditions));
    }

    @Override
    boolean takesBody() {
        return true;
    }

    @Override
    End bodyEnd(long length) {
        return new End(length, digest);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            Problem.write(out, status(failure.code()), failure);
        } else if (frame instanceof Reply reply) {
            stored(reply.options(), out);
        } else if (frame instanceof Content content) {
            content.release();
        }
    }

    private HttpResponseStatus status(ErrorCode code) {
        boolean taken = code == ErrorCode.EXISTS && head.field(HttpHeaderNames.IF_NONE_MATCH) == null;
        return taken
                ? HttpResponseStatus.CONFLICT
                : ErrorStatus.ofStoring(code); // who may only create asked for no more
    }

    private void stored(Options file, AnswerWriter out) {
        boolean created = file.has(Option.NEW_NAME);
        out.status(created ? HttpResponseStatus.CREATED : HttpResponseStatus.NO_CONTENT);
        FileFields.stored(out, file);
        if (modified != null) {
            out.field(TIME, "accepted");
        }
        if (created) {
            out.length(0);
            out.end();
        } else {
            out.bare();
        }
    }
}
