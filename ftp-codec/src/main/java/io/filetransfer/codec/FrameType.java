package io.filetransfer.codec;

import java.util.List;

/**
 * The kinds of frames: number on the wire, who may send it, and the lengths that its payload may have.
 *
 * <pre>
 *  0        1        2        3        4        5
 * +--------+--------+--------+--------+--------+----------------
 * | type   | length (unsigned, big endian)     | payload ...
 * +--------+--------+--------+--------+--------+----------------
 * </pre>
 */
public enum FrameType {
    REQUEST(0x01, true, false, 3, Limits.REQUEST),
    REPLY(0x02, false, true, 0, Limits.REPLY),
    GO(0x03, false, true, 0, 0),
    CONTENT(0x04, true, true, 0, Limits.CONTENT),
    END(0x05, true, true, 9, 9 + DigestAlgorithm.MAX_LENGTH),
    ERROR(0x06, false, true, 5, Limits.REPLY),
    CANCEL(0x07, true, false, 4, 4),
    PROGRESS(0x08, false, true, 8, 8),
    TRAILER(0x09, false, true, 0, Limits.REPLY);

    /** Bytes in front of every payload. */
    public static final int HEADER_LENGTH = 5;

    private static final ByNumber<FrameType> BY_NUMBER = ByNumber.of(List.of(values()), FrameType::number);

    private final int number;
    private final boolean fromClient;
    private final boolean fromServer;
    private final int minLength;
    private final int maxLength;

    FrameType(int number, boolean fromClient, boolean fromServer, int minLength, int maxLength) {
        this.number = number;
        this.fromClient = fromClient;
        this.fromServer = fromServer;
        this.minLength = minLength;
        this.maxLength = maxLength;
    }

    public int number() {
        return number;
    }

    /** The type with this number, checked for its direction and its length. */
    static FrameType check(int number, long length, boolean fromClient) {
        FrameType type = BY_NUMBER.find(number);
        if (type == null) {
            throw ProtocolException.badRequest("Unknown frame type " + number + ".");
        }
        if (fromClient ? !type.fromClient : !type.fromServer) {
            throw ProtocolException.badRequest("A " + type + " frame is not sent in this direction.");
        }
        if (length < type.minLength || length > type.maxLength) {
            throw ProtocolException.badRequest("A " + type + " frame of " + length + " bytes is outside of "
                    + type.minLength + " to " + type.maxLength + ".");
        }
        return type;
    }
}
