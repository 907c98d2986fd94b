package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.End;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.HeldUpload;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.filetransfer.codec.Request;
import io.netty.handler.codec.http.HttpResponseStatus;

/** A request of tus, about one upload. */
abstract class TusCall extends HttpCall {
    /** Of tus alone. */
    private static final HttpResponseStatus CHECKSUM_MISMATCH = new HttpResponseStatus(460, "Checksum Mismatch");

    final UploadUrl url;

    TusCall(HttpHead head, UploadUrl url) {
        super(head);
        this.url = url;
    }

    final Request request(Choice choice, Options options) {
        HeldUpload upload = url.upload();
        return new Request(upload.name(), choice, options.with(Option.UPLOAD_ID, upload.id()));
    }

    @Override
    End bodyEnd(long length) {
        return new End(length, Digest.NONE);
    }

    @Override
    final void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            refuse(failure, out);
        } else if (frame instanceof Reply reply) {
            done(reply.options(), out);
        } else if (frame instanceof Content content) {
            content.release();
        }
    }

    /** It was done: writes the whole answer. */
    abstract void done(Options reply, AnswerWriter out);

    /** Of failures that have no status of tus. */
    HttpResponseStatus status(ErrorCode code) {
        return ErrorStatus.of(code);
    }

    final void refuse(Failure failure, AnswerWriter out) {
        HttpResponseStatus status = statusOf(failure);
        Problem.write(begin(out, status), status, failure);
    }

    private HttpResponseStatus statusOf(Failure failure) {
        if (failure.code() == ErrorCode.BUSY && failure.options().has(Option.APPEND)) {
            return HttpResponseStatus.LOCKED;
        }
        return failure.code() == ErrorCode.CHECKSUM_MISMATCH ? CHECKSUM_MISMATCH : status(failure.code());
    }

    static AnswerWriter begin(AnswerWriter out, HttpResponseStatus status) {
        return out.status(status).field(TusFields.RESUMABLE, TusCalls.VERSION);
    }

    /** Whether the file has its name. */
    static boolean isPublished(Options reply) {
        return reply.has(Option.VERSION) && reply.has(Option.SIZE);
    }

    /** When it will be forgotten; only of one that is not at its end. */
    static void expires(Options reply, AnswerWriter out) {
        reply.find(Option.MODIFIED)
                .ifPresent(time -> out.field(TusFields.EXPIRES, HttpConditions.date(time.plus(Limits.UPLOAD_KEPT))));
    }
}
