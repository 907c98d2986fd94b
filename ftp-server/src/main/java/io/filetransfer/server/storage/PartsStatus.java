package io.filetransfer.server.storage;

import io.filetransfer.codec.Extent;
import java.util.List;

/** How far an upload has come. */
public sealed interface PartsStatus permits Committed, PartsStatus.Open {
    /**
     * Not committed.
     *
     * @param size of the whole file
     * @param held what is safe, sorted, neighbours joined
     */
    record Open(long size, List<Extent> held) implements PartsStatus {}
}
