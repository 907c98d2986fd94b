package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A request whose body are the fields of a form. */
abstract class FormCall extends HttpCall {
    private static final int MAX_BODY = 16 << 10;
    private static final String TYPE = "application/x-www-form-urlencoded";

    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    /** What answers in place of this. */
    private LocalCall instead;

    FormCall(HttpHead head) {
        super(head);
    }

    @Override
    final boolean readsBody() {
        return true;
    }

    @Override
    final void body(ByteBuf bytes) {
        if (body.size() + bytes.readableBytes() > MAX_BODY) {
            throw new HttpRefusal(
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    ErrorCode.TOO_LARGE,
                    "The fields of a form have at most " + MAX_BODY + " bytes.");
        }
        byte[] more = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), more);
        body.write(more, 0, more.length);
    }

    @Override
    final Object asked() {
        String text = body.toString(StandardCharsets.ISO_8859_1);
        body = null;
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        try {
            if (!type.equals(TYPE) && !type.startsWith(TYPE + ";")) {
                throw new HttpRefusal(
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        ErrorCode.UNSUPPORTED,
                        "The fields of a form are to be " + TYPE + ".");
            }
            return asked(FormFields.parse(text));
        } catch (HttpRefusal e) {
            instead = LocalCall.refused(head, e.status(), e.code(), e.getMessage());
            return instead.asked();
        }
    }

    /** @throws HttpRefusal it does not say what is asked */
    abstract Object asked(FormFields fields);

    @Override
    final void answer(Frame frame, AnswerWriter out) {
        if (instead != null) {
            instead.answer(frame, out);
        } else {
            answered(frame, out);
        }
    }

    /** As {@link #answer}. */
    abstract void answered(Frame frame, AnswerWriter out);
}
