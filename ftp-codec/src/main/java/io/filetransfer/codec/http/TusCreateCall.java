package io.filetransfer.codec.http;

import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;

/** POST: begins an upload, perhaps with its first bytes. */
final class TusCreateCall extends TusAppendCall {
    private final TusNote note;
    private final Instant modified;

    /**
     * @param note kept with it
     * @throws HttpRefusal a field is not well-formed
     */
    TusCreateCall(HttpHead head, UploadUrl url, TusNote note) {
        super(head, url, 0);
        this.note = note;
        this.modified = PutCall.time(head);
        String deferred = head.field(TusFields.DEFER_LENGTH);
        boolean told = deferred == null ? size() >= 0 : deferred.equals("1") && size() < 0;
        if (!told) {
            throw HttpRefusal.bad(
                    "An upload tells its length, or that it will: Upload-Length, or Upload-Defer-Length: 1.");
        }
    }

    @Override
    Options options() {
        Conditions conditions = HttpConditions.ofChange(head);
        return super.options()
                .with(Option.NOTE, note.text())
                .withPresent(Option.JOIN, note.partial() ? List.of() : null)
                .withPresent(Option.MODIFIED, modified)
                .withPresent(Option.CONDITIONS, conditions.areNone() || note.partial() ? null : conditions);
    }

    /** What is not there is the directory, and it is where this was sent to. */
    @Override
    HttpResponseStatus status(ErrorCode code) {
        return ErrorStatus.of(code);
    }

    @Override
    void done(Options reply, AnswerWriter out) {
        begin(out, HttpResponseStatus.CREATED).field("Location", url.path());
        progress(reply, out);
        out.length(0);
        out.end();
    }
}
