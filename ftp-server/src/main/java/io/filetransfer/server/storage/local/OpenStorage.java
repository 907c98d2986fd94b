package io.filetransfer.server.storage.local;

import java.io.IOException;
import java.time.InstantSource;

/**
 * What works on a root once that is open.
 *
 * @param data null when nothing may be changed, as are the parts
 */
record OpenStorage(Publishing publishing, DataKeeper data, KeptParts parts) {
    static OpenStorage readOnly(Directory directory, RootWatch watch, Disk disk, Modes modes) throws IOException {
        StoredDigests digests = DataDirectory.digestsOnly(directory);
        int umask = Umask.read();
        Root root = new Root(directory, watch, null);
        return new OpenStorage(
                new Publishing(
                        root,
                        new NameLocks(),
                        digests,
                        disk,
                        new WatchedUse(),
                        modes.files(umask),
                        modes.ofFile(umask)),
                null,
                null);
    }

    static OpenStorage writable(Directory directory, RootWatch watch, Disk disk, Modes modes, InstantSource clock)
            throws IOException {
        DataKeeper data = new DataKeeper(directory, DataDirectory.open(directory, disk), disk);
        try {
            NameLocks locks = new NameLocks();
            int umask = Umask.read();
            NewDirectory maker = new NewDirectory(data, locks, modes.ofDirectory(umask), umask);
            Root root = new Root(directory, watch, maker);
            Publishing publishing = new Publishing(
                    root, locks, data.digests(), disk, new WatchedUse(), modes.files(umask), modes.ofFile(umask));
            return new OpenStorage(publishing, data, new KeptParts(publishing, data, clock));
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
    }
}
