package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;

/** A request whose body says what is asked: it is asked when that is whole. */
abstract class BodyCall extends HttpCall {
    /** The most bytes of a body. */
    static final int MAX_BODY = 64 << 10;

    /** Null once it is read. */
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    /** What answers in place of this; null if nothing does. */
    private HttpCall instead;

    BodyCall(HttpHead head) {
        super(head);
    }

    @Override
    final boolean readsBody() {
        return true;
    }

    @Override
    final void body(ByteBuf bytes) {
        if (body.size() + bytes.readableBytes() > MAX_BODY) {
            throw tooLong();
        }
        byte[] more = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), more);
        body.write(more, 0, more.length);
    }

    static HttpRefusal tooLong() {
        return new HttpRefusal(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                ErrorCode.TOO_LARGE,
                "A body that says what is asked has at most " + MAX_BODY + " bytes.");
    }

    @Override
    final Object asked() {
        byte[] whole = body.toByteArray();
        body = null;
        try {
            return asked(whole);
        } catch (HttpRefusal e) {
            instead = LocalCall.refused(head, e.status(), e.code(), e.getMessage());
            return instead.asked();
        }
    }

    /**
     * @param body may be empty
     * @throws HttpRefusal it does not say what is asked
     */
    abstract Object asked(byte[] body);

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
