package io.filetransfer.codec;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names one upload, chosen by the client: 128 random bits, so that nobody guesses another's. */
public record UploadId(long high, long low) {
    /** A new id from the platform's secure random source, which is safe for use by many threads. */
    public static UploadId random(SecureRandom random) {
        return new UploadId(random.nextLong(), random.nextLong());
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
