package io.filetransfer.server.storage;

import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Options;
import java.time.Instant;
import java.util.List;

/** How far an upload has come. */
public sealed interface PartsStatus permits Committed, PartsStatus.Open {
    /**
     * Not committed.
     *
     * @param size of the whole file
     * @param held what is safe, sorted, neighbours joined
     * @param growth null for an upload in parts that come in any order
     */
    record Open(long size, List<Extent> held, Growth growth) implements PartsStatus {
        /** Of an upload in parts that come in any order. */
        public Open(long size, List<Extent> held) {
            this(size, held, null);
        }

        /** Where the content ends that is held from the first byte on. */
        public long end() {
            return held.isEmpty() || held.get(0).offset() > 0 ? 0 : held.get(0).length();
        }

        /** Whether all of it is held, and it is known to be all. */
        public boolean isWhole() {
            return end() == size && (growth == null || growth.sized());
        }
    }

    /**
     * What is known of an upload that is appended to.
     *
     * @param begun what it was begun with
     * @param sized whether its size is known; else more may come
     * @param busy whether something is being appended now
     * @param lastWrite when something was appended last
     */
    record Growth(Options begun, boolean sized, boolean busy, Instant lastWrite) {}
}
