package io.filetransfer.server.storage;

import java.time.Instant;

/**
 * How full a storage is. What is not known is below 0, or null.
 *
 * @param freeBytes that may still be written
 * @param totalBytes of its file system
 * @param unfinishedUploads uploads in parts that are not committed
 * @param unfinishedBytes what is held of those
 * @param oldestWrite when the one of them was written to that was left alone longest; null if there is none
 */
public record StorageFigures(
        long freeBytes, long totalBytes, long unfinishedUploads, long unfinishedBytes, Instant oldestWrite) {
    public static final StorageFigures UNKNOWN = new StorageFigures(-1, -1, -1, -1, null);
}
