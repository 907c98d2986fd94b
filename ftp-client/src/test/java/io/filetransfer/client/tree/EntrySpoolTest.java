package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.RemoteFile;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.Kind;
import io.filetransfer.codec.Seeds;
import io.filetransfer.codec.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EntrySpoolTest {
    @Test
    void allComeBackInTheirOrder() {
        Seeds.run(30, random -> {
            try (EntrySpool spool = new EntrySpool()) {
                int added = 0;
                int taken = 0;
                while (added < 20_000) {
                    for (int i = random.nextInt(6 * EntrySpool.BLOCK); i > 0; i--) {
                        spool.add(entry(added++));
                    }
                    for (int i = random.nextInt(7 * EntrySpool.BLOCK); i > 0 && taken < added; i--) {
                        assertEquals(entry(taken++), spool.take(0));
                    }
                }
                spool.end(null);
                while (taken < added) {
                    assertEquals(entry(taken++), spool.take(0));
                }
                assertNull(spool.take(0));
            }
        });
    }

    @Test
    void muchGoesToTheFileAndItsPlaceIsUsedAgain() throws Exception {
        try (EntrySpool spool = new EntrySpool()) {
            for (int i = 0; i < 100_000; i++) {
                spool.add(entry(i));
            }
            assertTrue(spool.stored() > 90_000 * 40);
            for (int i = 0; i < 100_000; i++) {
                assertEquals(entry(i), spool.take(0));
            }
            assertEquals(0, spool.stored());
        }
    }

    @Test
    void twoThreads() throws Exception {
        try (EntrySpool spool = new EntrySpool()) {
            Thread lister = new Thread(() -> {
                Random random = new Random(1);
                for (int i = 0; i < 100_000; i++) {
                    spool.add(entry(i));
                    if (random.nextInt(3000) == 0) {
                        Thread.yield();
                    }
                }
                spool.end(null);
            });
            lister.start();
            for (int i = 0; i < 100_000; i++) {
                assertEquals(entry(i), spool.take(0));
            }
            assertNull(spool.take(0));
            lister.join();
        }
    }

    @Test
    void aFailureComesAfterWhatCameBeforeIt() throws Exception {
        try (EntrySpool spool = new EntrySpool()) {
            spool.add(entry(1));
            spool.end(new IOException("lost"));
            assertEquals(entry(1), spool.take(0));
            assertEquals(
                    "lost", assertThrows(IOException.class, () -> spool.take(0)).getMessage());
        }
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        try (EntrySpool spool = new EntrySpool()) {
            assertNull(spool.take(1));
            assertFalse(spool.isOver());
            spool.add(entry(1));
            spool.end(null);
            assertEquals(entry(1), spool.take(1));
            assertFalse(spool.isOver());
            assertNull(spool.take(1));
            assertTrue(spool.isOver());
        }
    }

    /** With and without all that may be known. */
    private static RemoteFile entry(int i) {
        String name = "dir/ä日😀-" + i;
        return i % 3 == 0
                ? new RemoteFile(name, Kind.OTHER, 0, null, -1, null, null)
                : new RemoteFile(
                        name,
                        Kind.values()[i % 4],
                        (long) i << 20,
                        Instant.ofEpochSecond(-i, i),
                        i % 4096,
                        Version.of(new byte[] {1, (byte) i}),
                        i % 2 == 0 ? null : Digest.crc32c(i));
    }
}
