package io.filetransfer.codec.body;

/** How content is encrypted, for both sides. */
public final class TlsRecords {
    /**
     * Bytes that are encrypted into one buffer, in records of full size; a buffer for each record would be made, written
     * and given back for each 16 KiB. Content that was read has its header in front of it, in the same buffer, so none of it
     * is copied, and none is left over for a record of a few bytes.
     */
    public static final int BATCH = 64 << 10;

    private TlsRecords() {}
}
