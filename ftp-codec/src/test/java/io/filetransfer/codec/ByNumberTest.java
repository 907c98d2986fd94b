package io.filetransfer.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ByNumberTest {
    private final ByNumber<String> numbers = ByNumber.of(List.of("1", "4", "2"), Integer::parseInt);

    @Test
    void eachIsFoundByItsNumber() {
        assertEquals("1", numbers.find(1));
        assertEquals("2", numbers.find(2));
        assertEquals("4", numbers.find(4, "other"));
    }

    @Test
    void allOtherNumbersAreOfNone() {
        for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 3, 5, Integer.MAX_VALUE}) {
            assertNull(numbers.find(number));
            assertEquals("other", numbers.find(number, "other"));
        }
    }

    @Test
    void aNumberThatIsThereTwiceIsRefused() {
        List<String> twice = List.of("1", "01");
        assertThrows(IllegalArgumentException.class, () -> ByNumber.of(twice, Integer::parseInt));
    }
}
