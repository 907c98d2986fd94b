package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.codec.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 KiB",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "10188, 9.9 KiB",
        "10240, 10 KiB",
        "1023488, 1.0 MiB",
        "1048576, 1.0 MiB",
        "1073741823, 1.0 GiB",
        "5368709120, 5.0 GiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8.0 EiB",
    })
    void sizes(long bytes, String text) {
        assertEquals(text, Quantity.bytes(bytes));
    }

    @Test
    void sizesStayShort() {
        Seeds.run(2000, random -> {
            long bytes = random.nextLong() >>> (1 + random.nextInt(62));
            assertTrue(Quantity.bytes(bytes).length() <= 7, Quantity.bytes(bytes));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "340000000, 0.3 s",
        "9940000000, 9.9 s",
        "9960000000, 10 s",
        "59400000000, 59 s",
        "59600000000, 1:00",
        "245000000000, 4:05",
        "3723000000000, 1:02:03",
    })
    void durations(long nanos, String text) {
        assertEquals(text, Quantity.duration(nanos));
    }
}
