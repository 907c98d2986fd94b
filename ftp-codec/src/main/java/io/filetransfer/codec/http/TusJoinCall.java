package io.filetransfer.codec.http;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Conditions;
import io.filetransfer.codec.HeldUpload;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** POST of what is made up of other uploads, which are whole. */
final class TusJoinCall extends TusCall {
    static final String FINAL = "final;";

    private final List<HeldUpload> uploads;
    private final Instant modified;

    /** @throws HttpRefusal a field is not well-formed */
    TusJoinCall(HttpHead head, UploadUrl url) {
        super(head, url);
        this.modified = PutCall.time(head);
        if (head.field(TusFields.LENGTH) != null || head.field(TusFields.DEFER_LENGTH) != null) {
            throw HttpRefusal.bad("A file that is made up of others has the length of those.");
        }
        this.uploads = uploads(head);
    }

    private static List<HeldUpload> uploads(HttpHead head) {
        List<HeldUpload> uploads = new ArrayList<>();
        String urls = head.field(TusFields.CONCAT).substring(FINAL.length()).strip();
        for (String url : urls.split(" +", Option.MAX_JOINED + 1)) {
            UploadUrl piece = UploadUrl.of(TargetPath.name(DestinationField.path(head, url)));
            if (piece == null || piece.joined() || uploads.size() == Option.MAX_JOINED) {
                throw HttpRefusal.bad("What is to be joined are the URLs of 1 to " + Option.MAX_JOINED + " uploads.");
            }
            uploads.add(piece.upload());
        }
        return uploads;
    }

    @Override
    Object asked() {
        Conditions conditions = HttpConditions.ofChange(head);
        return request(
                Choice.COMMIT,
                Options.NONE
                        .with(Option.JOIN, uploads)
                        .withPresent(Option.MODIFIED, modified)
                        .withPresent(Option.CONDITIONS, conditions.areNone() ? null : conditions));
    }

    @Override
    void done(Options reply, AnswerWriter out) {
        begin(out, HttpResponseStatus.CREATED).field("Location", url.path());
        out.field(TusFields.OFFSET, Long.toString(reply.get(Option.SIZE, 0L)));
        FileFields.stored(out, reply);
        out.length(0);
        out.end();
    }
}
