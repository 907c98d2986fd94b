package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.netty.handler.codec.http.HttpResponseStatus;

/** HEAD: what GET would say of a file or directory. A range is not looked at. */
final class HeadCall extends ReadCall {
    HeadCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked() {
        return asked(Choice.STAT, Options.NONE);
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Failure failure) {
            failed(failure, out);
        } else if (frame instanceof Reply reply) {
            found(reply.options(), out);
        }
    }

    private void found(Options found, AnswerWriter out) {
        Kind kind = found.get(Option.KIND, Kind.OTHER);
        if (kind == Kind.DIRECTORY && !head.directory()) {
            toDirectory(out);
        } else if (kind == Kind.DIRECTORY) {
            ListCall.begin(head, out);
            out.stream();
            out.end();
        } else if (kind == Kind.FILE && !head.directory()) {
            String type = ContentTypes.of(head.name());
            out.status(HttpResponseStatus.OK);
            FileFields.content(out, found, type);
            out.field("Content-Type", type).length(found.get(Option.SIZE, 0L));
            out.end();
        } else {
            Failure none = new Failure(ErrorCode.NOT_FOUND, "Neither a file nor a directory has this name.");
            Problem.write(out, none);
        }
    }
}
