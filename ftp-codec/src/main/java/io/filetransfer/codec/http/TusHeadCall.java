package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** HEAD: where an upload goes on. */
final class TusHeadCall extends TusCall {
    TusHeadCall(HttpHead head, UploadUrl url) {
        super(head, url);
    }

    @Override
    Object asked() {
        return request(Choice.STATUS, Options.NONE);
    }

    @Override
    void done(Options reply, AnswerWriter out) {
        TusNote note = TusNote.of(reply.get(Option.NOTE, null));
        if (!isPublished(reply) && note == null) {
            refuse(new Failure(ErrorCode.UPLOAD_UNKNOWN, "This upload comes in parts, by another protocol."), out);
            return;
        }
        begin(out, HttpResponseStatus.OK).field("Cache-Control", "no-store");
        if (note == null) {
            String size = Long.toString(reply.get(Option.SIZE, 0L));
            out.field(TusFields.OFFSET, size).field(TusFields.LENGTH, size);
            if (url.joined()) {
                out.field(TusFields.CONCAT, "final");
            }
        } else {
            open(reply, note, out);
        }
        out.length(0);
        out.end();
    }

    private static void open(Options reply, TusNote note, AnswerWriter out) {
        out.field(TusFields.OFFSET, Long.toString(end(reply)));
        if (reply.has(Option.SIZE)) {
            out.field(TusFields.LENGTH, Long.toString(reply.get(Option.SIZE, 0L)));
        } else {
            out.field(TusFields.DEFER_LENGTH, "1");
        }
        if (!note.metadata().isEmpty()) {
            out.field(TusFields.METADATA, note.metadata());
        }
        if (note.partial()) {
            out.field(TusFields.CONCAT, "partial");
        }
        expires(reply, out);
    }

    private static long end(Options reply) {
        List<Extent> held = reply.get(Option.HELD, List.of());
        return held.isEmpty() || held.get(0).offset() > 0 ? 0 : held.get(0).length();
    }
}
