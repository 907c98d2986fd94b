package io.filetransfer.codec;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names one state of a file's content. Opaque to clients: two versions of a name are equal only if the content did not
 * change in between. 1 to {@value #MAX_LENGTH} bytes.
 */
public final class Version {
    public static final int MAX_LENGTH = 64;

    private final byte[] bytes;

    private Version(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if there are no bytes, or too many */
    public static Version of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("A version has 1 to " + MAX_LENGTH + " bytes, not " + bytes.length);
        }
        return new Version(bytes.clone());
    }

    /** @throws IllegalArgumentException if {@code hex} is not what {@link #toString} gave */
    public static Version parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && Arrays.equals(bytes, version.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes in hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
