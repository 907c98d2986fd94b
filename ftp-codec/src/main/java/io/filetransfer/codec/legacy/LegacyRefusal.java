package io.filetransfer.codec.legacy;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a server of ours says in the place of {@code Done}: {@code CODE: sentence} and a line end. */
final class LegacyRefusal {
    /** Longer than any sentence that fits a frame of the other dialect needs to be; what is beyond is cut. */
    private static final int LONGEST = 4096;

    /** Of other text, as much as one likes to read. */
    private static final int SHOWN = 200;

    private LegacyRefusal() {}

    /**
     * @param last whether nothing can come after this
     * @return null if more has to come first
     * @throws ProtocolException if it is something else
     */
    static Failure read(ByteBuf in, boolean last) {
        int length = Math.min(in.readableBytes(), LONGEST);
        int end = in.indexOf(in.readerIndex(), in.readerIndex() + length, (byte) '\n');
        if (end < 0 && !last && length < LONGEST && mayBeCode(in, length)) {
            return null;
        }
        String line = in.toString(in.readerIndex(), end < 0 ? length : end - in.readerIndex(), StandardCharsets.UTF_8);
        in.skipBytes(in.readableBytes());
        int colon = line.indexOf(": ");
        ErrorCode code = colon < 0 ? null : named(line.substring(0, colon));
        if (code == null) {
            String shown = line.substring(0, Math.min(line.length(), SHOWN)).strip();
            throw ProtocolException.badRequest("The server did not answer Done but: " + shown);
        }
        return new Failure(code, line.substring(colon + 2).strip());
    }

    /** Whether it begins as a code does, as far as it has come. */
    private static boolean mayBeCode(ByteBuf in, int length) {
        for (int i = 0; i < length; i++) {
            int c = in.getByte(in.readerIndex() + i);
            if (c == ':') {
                return i > 0;
            }
            if ((c < 'A' || c > 'Z') && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static ErrorCode named(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return null;
    }
}
