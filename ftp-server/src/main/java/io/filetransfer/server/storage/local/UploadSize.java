package io.filetransfer.server.storage.local;

/**
 * How long the file of an upload becomes.
 *
 * @param bytes where it is not known: at least so much, room for which is kept
 * @param known whether it is just that
 */
record UploadSize(long bytes, boolean known) {
    /** @param size -1 while it is not known */
    static UploadSize of(long size) {
        return new UploadSize(Math.max(0, size), size >= 0);
    }
}
