package io.filetransfer.codec.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagedRegionTest {
    private static final int COUNT = 1000;

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();
    private int looks;
    private boolean present = true;

    /** Asked in the order in which a transport does, one step after the other. */
    private static boolean hasMore(PagedRegion region) {
        return region.transferred() < region.count();
    }

    @Test
    void pagesAreLookedAtNotBeforeEachStepButAgainAfterSomeTime() throws IOException {
        try (FileChannel file = FileChannel.open(Files.write(directory.resolve("f"), new byte[COUNT]))) {
            PagedRegion region = region(file);
            for (int step = 0; step < 5; step++) {
                assertTrue(hasMore(region)); // the socket takes nothing
                clock.addAndGet(PagedRegion.LOOK_NANOS / 10);
            }
            assertEquals(1, looks);
            present = false;
            assertTrue(hasMore(region));
            clock.addAndGet(PagedRegion.LOOK_NANOS);
            assertFalse(hasMore(region), "the rest has left memory");
            assertEquals(COUNT, region.left());
            assertEquals(2, looks);
            region.release();
        }
    }

    private PagedRegion region(FileChannel file) {
        Residency.Pages pages = from -> {
            looks++;
            return present;
        };
        return new PagedRegion(file, 0, COUNT, pages, new Stalls(clock::get), null) {
            @Override
            void stalled() {}

            @Override
            protected void deallocate() {}
        };
    }
}
