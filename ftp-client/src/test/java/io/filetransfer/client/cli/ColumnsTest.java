package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void downwards() {
        assertEquals(List.of("a  c  e", "b  d"), Columns.of(List.of("a", "b", "c", "d", "e"), 8));
    }

    @Test
    void oneLineIfItFits() {
        assertEquals(List.of("a  bb  ccc"), Columns.of(List.of("a", "bb", "ccc"), 10));
    }

    @Test
    void oneColumnIfNothingElseFits() {
        assertEquals(List.of("aaaaaaaaaa", "b"), Columns.of(List.of("aaaaaaaaaa", "b"), 5));
        assertEquals(List.of(), Columns.of(List.of(), 80));
    }

    @Test
    void wideCharactersTakeTwo() {
        assertEquals(List.of("日本  b", "a"), Columns.of(List.of("日本", "a", "b"), 8));
    }

    @Test
    void allNamesAndNoLineTooWide() {
        Seeds.run(500, random -> {
            int width = 1 + random.nextInt(100);
            List<String> names = new ArrayList<>();
            for (int i = random.nextInt(50); i > 0; i--) {
                names.add("x".repeat(1 + random.nextInt(20)));
            }
            List<String> lines = Columns.of(names, width);
            int shown = lines.stream().mapToInt(line -> line.split(" +").length).sum();
            assertEquals(names.size(), shown);
            assertTrue(lines.stream().allMatch(line -> line.length() <= Math.max(width, 20)));
        });
    }
}
