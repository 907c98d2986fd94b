package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Who asks, as a number for the scheme and bytes that the scheme defines. Never printed.
 *
 * @param scheme 0 to 255
 * @param secret at most {@value #MAX_LENGTH} bytes; not copied, and not to be changed by who gave or got it
 */
public record Credentials(int scheme, byte[] secret) {
    public static final int MAX_LENGTH = 4096;

    public Credentials {
        if (scheme < 0 || scheme > 255 || secret.length > MAX_LENGTH) {
            throw new IllegalArgumentException("A scheme is 0 to 255, a secret at most " + MAX_LENGTH + " bytes");
        }
    }

    void write(ByteBuf out) {
        out.writeByte(scheme).writeBytes(secret);
    }

    static Credentials read(ByteBuf in) {
        int scheme = in.readUnsignedByte();
        byte[] secret = new byte[in.readableBytes()];
        in.readBytes(secret);
        return new Credentials(scheme, secret);
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
