package io.filetransfer.server.storage.local;

import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;

/** The uploads in parts of a storage: loaded again when the data directory was made again. Safe for use by many threads. */
final class KeptParts implements Closeable {
    private final Publishing publishing;
    private final DataKeeper data;
    private final InstantSource clock;

    private LocalParts parts;
    /** Where these parts are. */
    private Staging loaded;

    /** Takes over what an earlier server has left. */
    KeptParts(Publishing publishing, DataKeeper data, InstantSource clock) throws IOException {
        this.publishing = publishing;
        this.data = data;
        this.clock = clock;
        this.loaded = data.uploads();
        this.parts = new LocalParts(publishing, data, loaded, clock);
    }

    synchronized LocalParts current() throws IOException {
        data.require();
        Staging now = data.uploads();
        if (loaded != now) {
            LocalParts made = new LocalParts(publishing, data, now, clock);
            data.retire(parts::close);
            parts = made;
            loaded = now;
        }
        return parts;
    }

    @Override
    public synchronized void close() {
        parts.close();
    }
}
