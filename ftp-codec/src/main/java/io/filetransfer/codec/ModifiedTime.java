package io.filetransfer.codec;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Times of modification as Java can set them: nanoseconds since 1970 in 64 bits, and before 1970 whole seconds only. Any
 * other time it would silently make 1970 or 2262, so whoever sets one rounds it here first.
 */
public final class ModifiedTime {
    /** 1677-09-21T00:12:44Z, the first whole second. */
    private static final Instant FIRST = Instant.ofEpochSecond(Long.MIN_VALUE / 1_000_000_000);

    /** 2262-04-11T23:47:16.854775807Z. */
    private static final Instant LAST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private ModifiedTime() {}

    /** The latest time not after this one that can be set; the earliest one for what is before all of them. */
    public static FileTime settable(Instant time) {
        if (!time.isBefore(LAST)) {
            return FileTime.from(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
        if (!time.isAfter(FIRST)) {
            return FileTime.from(FIRST);
        }
        return time.getEpochSecond() < 0 ? FileTime.from(time.getEpochSecond(), TimeUnit.SECONDS) : FileTime.from(time);
    }
}
