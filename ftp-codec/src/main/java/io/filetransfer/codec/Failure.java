package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The error frame: the exchange ends here, refused or broken off.
 *
 * <pre>
 * +--------+-----------+-----------------+----------------+-----------------+
 * | code   | flags     | sentence length | sentence,      | options ...     |
 * | u16    | u8, bit 0 | u16             | UTF-8          | to frame's end  |
 * |        | may retry |                 |                |                 |
 * +--------+-----------+-----------------+----------------+-----------------+
 * </pre>
 *
 * @param mayRetry whether the same request may succeed when it is sent again
 * @param sentence one plain sentence for people; untrusted text when it comes from a peer
 */
public record Failure(ErrorCode code, boolean mayRetry, String sentence, Options options) implements Frame.Control {
    public Failure(ErrorCode code, String sentence) {
        this(code, code.mayRetry(), sentence, Options.NONE);
    }

    @Override
    public FrameType type() {
        return FrameType.ERROR;
    }

    @Override
    public void write(ByteBuf out) {
        out.writeShort(code.number());
        out.writeByte(mayRetry ? 1 : 0);
        String fitting = ByteBufUtil.utf8Bytes(sentence) <= Limits.SENTENCE
                ? sentence
                : sentence.substring(0, Math.min(sentence.length(), Limits.SENTENCE / 4));
        out.writeShort(ByteBufUtil.utf8Bytes(fitting));
        out.writeCharSequence(fitting, StandardCharsets.UTF_8);
        options.write(out);
    }

    static Failure read(ByteBuf in) {
        ErrorCode code = ErrorCode.of(in.readUnsignedShort());
        boolean mayRetry = (in.readUnsignedByte() & 1) != 0;
        int length = in.readUnsignedShort();
        if (length > Limits.SENTENCE || length > in.readableBytes()) {
            throw ProtocolException.badRequest("An error's sentence is longer than its frame or its limit.");
        }
        String sentence = Text.read(in, length, "sentence");
        return new Failure(code, mayRetry, sentence, Options.read(in));
    }
}
