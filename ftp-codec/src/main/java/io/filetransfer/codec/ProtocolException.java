package io.filetransfer.codec;

import io.netty.handler.codec.DecoderException;

/**
 * Bytes that are not a legal frame here. It is final: the decoder that threw it reads nothing more, and whoever handles
 * it sends {@link #code()} with {@link #getMessage()}, which is written for the peer, and closes.
 */
public final class ProtocolException extends DecoderException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ProtocolException(ErrorCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public static ProtocolException badRequest(String sentence) {
        return new ProtocolException(ErrorCode.BAD_REQUEST, sentence);
    }

    public ErrorCode code() {
        return code;
    }

    /** A peer's mistake needs no stack trace, and must not cost one. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
