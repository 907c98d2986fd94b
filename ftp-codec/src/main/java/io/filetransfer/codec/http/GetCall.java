package io.filetransfer.codec.http;

import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Content;
import io.filetransfer.codec.End;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Frame;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** GET of a file, or of ranges of it. */
final class GetCall extends ReadCall {
    private MultipartRanges parts;

    GetCall(HttpHead head) {
        super(head);
    }

    @Override
    Object asked() {
        Options options = Options.NONE.with(Option.DIGEST_ALGORITHM, DigestFields.compared(head));
        List<ByteSpan> ranges = RangeField.parse(head.field(HttpHeaderNames.RANGE));
        return asked(Choice.GET, ranges.isEmpty() ? options : options.with(Option.RANGES, ranges));
    }

    @Override
    void answer(Frame frame, AnswerWriter out) {
        if (frame instanceof Reply reply) {
            begin(reply.options(), out);
        } else if (frame instanceof Content content) {
            content(content, out);
        } else if (frame instanceof Failure failure) {
            if (out.hasBegun()) {
                out.cut();
            } else {
                failed(failure, out);
            }
        } else if (frame instanceof End) {
            if (parts != null) {
                parts.end(out);
            }
            out.end();
        }
    }

    private void begin(Options file, AnswerWriter out) {
        String type = ContentTypes.of(head.name());
        long size = file.get(Option.SIZE, 0L);
        List<ByteSpan> ranges = file.get(Option.RANGES, List.of());
        boolean one = file.has(Option.OFFSET);
        out.status(one || !ranges.isEmpty() ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
        FileFields.content(out, file, type);
        if (!ranges.isEmpty()) {
            parts = new MultipartRanges(ranges, size, type);
            out.field("Content-Type", parts.type()).length(parts.length());
            return;
        }
        out.field("Content-Type", type);
        long length = file.get(Option.LENGTH, size);
        if (one) {
            out.field("Content-Range", MultipartRanges.contentRange(file.get(Option.OFFSET, 0L), length, size));
        }
        out.length(length);
    }

    private void content(Content content, AnswerWriter out) {
        if (parts != null) {
            parts.content(content.bytes(), out);
        } else {
            out.content(content.payload(), content.length());
        }
    }
}
