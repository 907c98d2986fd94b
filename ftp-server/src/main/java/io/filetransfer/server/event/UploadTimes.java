package io.filetransfer.server.event;

import io.filetransfer.codec.UploadId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Since when uploads in parts are under way, for the line in the log at their end. Safe for use by many threads. */
final class UploadTimes {
    /** The oldest is forgotten for one more: its commit then tells its own time. */
    private static final int MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<UploadId, Long> began = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, Long> eldest) {
            return size() > MAX;
        }
    };

    UploadTimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A part of it is stored that came {@code nanos} ago. */
    synchronized void began(UploadId id, long nanos) {
        began.putIfAbsent(id, nanoTime.getAsLong() - nanos);
    }

    /** Nanoseconds since its first part, or {@code otherwise} if none is known. */
    synchronized long ended(UploadId id, long otherwise) {
        Long start = began.remove(id);
        return start == null ? otherwise : nanoTime.getAsLong() - start;
    }
}
