package io.filetransfer.client.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.filetransfer.codec.Seeds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExternalSortTest {
    /** @param number in the order of coming */
    private record Item(int key, int number) {}

    private static final SpillList.Format<Item> FORMAT = new SpillList.Format<>() {
        @Override
        public void write(Item item, DataOutputStream out) throws IOException {
            out.writeInt(item.key);
            out.writeInt(item.number);
        }

        @Override
        public Item read(DataInputStream in) throws IOException {
            return new Item(in.readInt(), in.readInt());
        }

        @Override
        public int weight(Item item) {
            return 1;
        }
    };

    /** In memory, in a few pieces, and in so many that pieces are merged on the way. */
    @Test
    void theSameAsASortInMemory() {
        Seeds.run(20, random -> {
            int piece = 50 + random.nextInt(200);
            int count = random.nextInt(random.nextBoolean() ? 300 : 20_000);
            int keys = 1 + random.nextInt(1000);
            List<Item> expected = new ArrayList<>();
            try (ExternalSort<Item> sort = new ExternalSort<>(FORMAT, Comparator.comparingInt(Item::key), piece)) {
                for (int i = 0; i < count; i++) {
                    Item item = new Item(random.nextInt(keys), i);
                    expected.add(item);
                    sort.add(item);
                }
                expected.sort(Comparator.comparingInt(Item::key));
                for (Item item : expected) {
                    assertEquals(item, sort.next());
                }
                assertNull(sort.next());
                assertNull(sort.next());
            }
        });
    }

    @Test
    void aListGoesToItsFileAndComesBack() {
        try (SpillList<Item> list = new SpillList<>(FORMAT)) {
            for (int i = 0; i < 100_000; i++) {
                list.add(new Item(i, -i));
            }
            assertEquals(100_000, list.size());
            for (int i = 0; i < 100_000; i++) {
                assertEquals(new Item(i, -i), list.next());
            }
            assertNull(list.next());
        }
    }
}
