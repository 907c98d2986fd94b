package io.filetransfer.codec.legacy;

import java.nio.charset.StandardCharsets;

/** The fixed texts of the legacy dialect. */
final class LegacyTexts {
    /** What the server answers to a request before anything else. */
    static final byte[] DONE = "Done".getBytes(StandardCharsets.US_ASCII);

    /** What comes in the place of content when the sending side has no such file. */
    static final byte[] NOT_FOUND = "File not found. Try again.".getBytes(StandardCharsets.US_ASCII);

    /** Between two texts that the other side may expect to receive alone, in milliseconds: it reads without a length. */
    static final int PAUSE_MILLIS = 100;

    private LegacyTexts() {}
}
