package io.filetransfer.server.storage.local;

import io.filetransfer.codec.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells one run of the operating system from another: what was written without a sync is there as long as it runs, and
 * perhaps not after it.
 *
 * @param number of the run; not {@link #SYNCED}
 */
record Boot(long number) {
    /** In the place of a run's number: it was synced and survives all of them. */
    private static final long SYNCED = 0;

    static final Boot CURRENT = new Boot(read());

    /** The number of the run that a record with this durability needs to be believed. */
    long of(Durability durability) {
        return durability == Durability.SYNCED ? SYNCED : number;
    }

    /** Whether a record that needs this run may be believed in the present one. */
    boolean isBelieved(long needed) {
        return needed == SYNCED || needed == number;
    }

    private static long read() {
        try {
            UUID id = UUID.fromString(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
            return id.getMostSignificantBits() ^ id.getLeastSignificantBits() | 1;
        } catch (IOException | IllegalArgumentException unknown) {
            // Then every run of the server counts as one of the system: less is believed than could be.
            return System.nanoTime() << 1 | 1;
        }
    }
}
