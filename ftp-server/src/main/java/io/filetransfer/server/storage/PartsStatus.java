package io.filetransfer.server.storage;

import io.filetransfer.codec.Option.HeldRange;
import java.util.List;

/** How far an upload has come. */
public sealed interface PartsStatus permits Committed, PartsStatus.Open {
    /**
     * Not committed.
     *
     * @param size of the whole file
     * @param held what is safe, sorted, neighbours joined
     */
    record Open(long size, List<HeldRange> held) implements PartsStatus {}
}
