package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("java.lang.System.properties")
class SeedsTest {
    @Test
    void everyRunIsTheSame() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        Seeds.run(5, random -> first.add(random.nextLong()));
        Seeds.run(5, random -> second.add(random.nextLong()));
        assertEquals(first, second);
        assertArrayEquals(Seeds.bytes(new Random(1), 9), Seeds.bytes(new Random(1), 9));
    }

    @Test
    void aFailureNamesItsSeedAndThePropertyRepeatsIt() {
        String before = System.getProperty("seed");
        try {
            System.setProperty("seed", "77");
            AssertionError failure =
                    assertThrows(AssertionError.class, () -> Seeds.run(5, random -> fail("Drew " + random.nextInt())));
            assertTrue(failure.getMessage().contains("-Dseed=77"), failure.getMessage());
            assertTrue(failure.getMessage().contains("Drew " + new Random(77).nextInt()), failure.getMessage());
        } finally {
            if (before == null) {
                System.clearProperty("seed");
            } else {
                System.setProperty("seed", before);
            }
        }
    }
}
