package io.filetransfer.codec.body;

/** How content is encrypted, for both sides. */
public final class TlsRecords {
    /**
     * Bytes that are encrypted into one buffer, in records of full size; a buffer for each record would be made, written
     * and given back for each 16 KiB. Where a frame's header comes before its content, so much of that is copied behind
     * it.
     */
    public static final int BATCH = 64 << 10;

    private TlsRecords() {}
}
