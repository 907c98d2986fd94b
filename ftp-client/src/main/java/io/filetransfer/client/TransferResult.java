package io.filetransfer.client;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.Version;
import java.time.Duration;
import java.time.Instant;

/**
 * A transfer that came to its end: content and digest agreed on both sides.
 *
 * @param name on the server
 * @param bytes of content, those before {@code resumedFrom} included
 * @param digest of those bytes; {@link Digest#NONE} in the legacy dialect
 * @param version of the file on the server, or null in the legacy dialect
 * @param modified time of the file on the server, or null when not told
 * @param mode permission bits of the file on the server, or -1 when not told
 * @param durability what the server promised of a put; null for a get and in the legacy dialect
 * @param resumedFrom bytes that an earlier get had left on this side, or an earlier put on the server, and that were not
 *     moved again; 0 without such
 * @param duration from the call to the end
 * @param detail by what way it went, and where its time was spent
 */
public record TransferResult(
        String name,
        long bytes,
        Digest digest,
        Version version,
        Instant modified,
        int mode,
        Durability durability,
        long resumedFrom,
        Duration duration,
        TransferDetail detail) {}
