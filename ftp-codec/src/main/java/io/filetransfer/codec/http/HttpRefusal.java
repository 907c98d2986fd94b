package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A request that is none, or none of this dialect. What it says ends the connection when the bytes that follow cannot be
 * trusted to be another request.
 */
final class HttpRefusal extends DecoderException {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponseStatus status;
    private final ErrorCode code;

    HttpRefusal(HttpResponseStatus status, ErrorCode code, String sentence) {
        super(sentence);
        this.status = status;
        this.code = code;
    }

    static HttpRefusal bad(String sentence) {
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, sentence);
    }

    HttpResponseStatus status() {
        return status;
    }

    ErrorCode code() {
        return code;
    }

    /** A peer's mistake needs no stack trace, and must not cost one. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
