package io.filetransfer.server.storage;

import io.filetransfer.codec.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Tells one run of the operating system from another: what was written without a sync is there as long as it runs, and
 * perhaps not after it.
 */
final class Boot {
    /** In the place of a run's number: it was synced and survives all of them. */
    static final long SYNCED = 0;

    private static final long CURRENT = read();

    private Boot() {}

    /** The number of the run that a record with this durability needs to be believed. */
    static long of(Durability durability) {
        return durability == Durability.SYNCED ? SYNCED : CURRENT;
    }

    static boolean isBelieved(long boot) {
        return boot == SYNCED || boot == CURRENT;
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
