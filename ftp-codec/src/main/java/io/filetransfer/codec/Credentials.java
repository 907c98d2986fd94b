package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Who asks, as a number for the scheme and bytes that the scheme defines. Never printed.
 *
 * @param scheme 0 to 255, or {@link #SESSION}
 * @param secret at most {@value #MAX_LENGTH} bytes; not copied, and not to be changed by who gave or got it
 */
public record Credentials(int scheme, byte[] secret) {
    public static final int MAX_LENGTH = 4096;
    /** The secret is a token in UTF-8. */
    public static final int TOKEN = 1;
    /** The secret is a user name, NUL and a password, both in UTF-8. */
    public static final int PASSWORD = 2;
    /** The secret names a session of a browser. No byte on the wire is this number: HTTP alone has sessions. */
    public static final int SESSION = 256;
    /** The secret is that of a link, NUL and its password, which is empty for none. By HTTP only: not on the wire. */
    public static final int LINK = 3;
    /** The secret is that of a link, NUL and what stands for its password. By HTTP only: not on the wire. */
    public static final int LINK_SESSION = 4;

    public Credentials {
        if (scheme < 0 || scheme > SESSION || secret.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A scheme is 0 to " + SESSION + ", a secret at most " + MAX_LENGTH + " bytes");
        }
    }

    void write(ByteBuf out) {
        if (scheme == SESSION) {
            throw new IllegalStateException("A session is never on the wire");
        }
        out.writeByte(scheme).writeBytes(secret);
    }

    static Credentials read(ByteBuf in) {
        int scheme = in.readUnsignedByte();
        if (scheme == LINK || scheme == LINK_SESSION) {
            throw new ProtocolException(ErrorCode.UNSUPPORTED, "Links are for HTTP.");
        }
        byte[] secret = new byte[in.readableBytes()];
        in.readBytes(secret);
        return checked(scheme, secret);
    }

    /** @throws ProtocolException they are too long, or not what the scheme defines */
    public static Credentials checked(int scheme, byte[] secret) {
        if (secret.length > MAX_LENGTH) {
            throw ProtocolException.badRequest("Credentials have at most " + MAX_LENGTH + " bytes.");
        }
        if (scheme == TOKEN && !isText(secret, 0, secret.length)) {
            throw ProtocolException.badRequest("A token is text without NUL.");
        }
        int nul = indexOfNul(secret);
        if (scheme == PASSWORD && !(isText(secret, 0, nul) && isText(secret, nul + 1, secret.length))) {
            throw ProtocolException.badRequest("A user name and a password are text without NUL, with a NUL between.");
        }
        if ((scheme == LINK || scheme == LINK_SESSION) && !isLink(secret, nul)) {
            throw ProtocolException.badRequest("A link's secret and its password are text without NUL.");
        }
        return new Credentials(scheme, secret);
    }

    private static boolean isLink(byte[] secret, int nul) {
        return isText(secret, 0, nul) && (nul + 1 == secret.length || isText(secret, nul + 1, secret.length));
    }

    /** Whether these bytes are UTF-8 without NUL, and not empty: nobody later sees a name that is cut at a NUL. */
    private static boolean isText(byte[] bytes, int from, int to) {
        if (from >= to) {
            return false;
        }
        try {
            Text.read(Unpooled.wrappedBuffer(bytes, from, to - from), to - from, "secret");
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    private static int indexOfNul(byte[] bytes) {
        int index = 0;
        while (index < bytes.length && bytes[index] != 0) {
            index++;
        }
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials credentials
                && scheme == credentials.scheme
                && Arrays.equals(secret, credentials.secret);
    }

    @Override
    public int hashCode() {
        return scheme;
    }

    @Override
    public String toString() {
        return "Credentials[scheme=" + scheme + ", secret hidden]";
    }
}
