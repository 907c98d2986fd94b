package io.filetransfer.client.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.content.PartialJournal.Content;
import io.filetransfer.client.content.PartialJournal.Origin;
import io.filetransfer.codec.Extent;
import io.filetransfer.codec.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialJournalTest {
    private static final Origin ORIGIN = new Origin("h\u00f6st:1", "a/b", Version.of(new byte[] {1, 2, 3}), 1000);
    private static final List<Extent> EXTENTS =
            List.of(new Extent(0, 100, 7), new Extent(100, 50, -8), new Extent(150, 850, 9));

    private static byte[] bytes(List<Extent> extents) {
        ByteBuffer all = ByteBuffer.allocate(1000).put(PartialJournal.first(ORIGIN));
        extents.forEach(extent -> all.put(PartialJournal.extent(extent)));
        return Arrays.copyOf(all.array(), all.position());
    }

    private static Content read(byte[] bytes) {
        return PartialJournal.read(ByteBuffer.wrap(bytes));
    }

    @Test
    void readsWhatWasWritten() {
        assertEquals(new Content(ORIGIN, EXTENTS), read(bytes(EXTENTS)));
        assertEquals(new Content(ORIGIN, List.of()), read(bytes(List.of())));
        assertNull(read(new byte[0]));
        assertNull(read("Dear diary, today".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tornAnywhereItHasTheEntriesThatAreWhole() {
        byte[] all = bytes(EXTENTS);
        int first = bytes(List.of()).length;
        for (int length = 0; length < all.length; length++) {
            Content content = read(Arrays.copyOf(all, length));
            if (length < first) {
                assertNull(content);
            } else {
                assertEquals(new Content(ORIGIN, EXTENTS.subList(0, (length - first) / 26)), content);
            }
            // As some file systems leave it: the length is there, the bytes are not.
            Content zeroes = read(Arrays.copyOf(Arrays.copyOf(all, length), all.length + 100));
            assertTrue(zeroes == null || EXTENTS.containsAll(zeroes.extents()));
        }
    }

    @Test
    void damagedAnywhereItHasTheEntriesBefore() {
        byte[] all = bytes(EXTENTS);
        int first = bytes(List.of()).length;
        for (int i = 0; i < all.length; i++) {
            byte[] damaged = all.clone();
            damaged[i] ^= 0x40;
            Content content = read(damaged);
            if (i < first) {
                assertNull(content);
            } else {
                assertEquals(EXTENTS.subList(0, (i - first) / 26), content.extents());
            }
        }
    }

    @Test
    void extentsBeyondTheFileOrWithoutLength() {
        for (long[] wrong : new long[][] {{-1, 1}, {1000, 1}, {100, 0}, {100, -1}, {100, 901}, {100, Long.MAX_VALUE}}) {
            ByteBuffer content =
                    ByteBuffer.allocate(20).putLong(wrong[0]).putLong(wrong[1]).putInt(0);
            ByteBuffer all = ByteBuffer.allocate(1000).put(bytes(EXTENTS.subList(0, 1)));
            all.put(PartialJournal.entry(content.flip())).flip();
            assertEquals(EXTENTS.subList(0, 1), PartialJournal.read(all).extents());
        }
    }

    /** As they come on several connections at once. */
    @Test
    void extentsAnywhere() {
        List<Extent> extents = List.of(new Extent(500, 100, 1), new Extent(0, 10, 2), new Extent(900, 100, 3));
        assertEquals(extents, read(bytes(extents)).extents());
    }
}
