package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.beust.jcommander.ParameterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateConverterTest {
    private final RateConverter converter = new RateConverter("--limit-rate");

    @Test
    void unitsAreThoseOfCurl() {
        assertEquals(100_000, converter.convert("100000"));
        assertEquals(500 << 10, converter.convert("500K"));
        assertEquals(2 << 20, converter.convert("2m"));
        assertEquals(3L << 30, converter.convert("3G"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0K",
                "-1",
                "+1",
                "1.5M",
                "K",
                "1KB",
                "1T",
                "1 M",
                "9999999999999999G",
                "99999999999999999999"
            })
    void whatIsNoRateIsRefused(String text) {
        ParameterException refused = assertThrows(ParameterException.class, () -> converter.convert(text));
        assertEquals(
                "--limit-rate is a number of bytes a second, perhaps with K, M or G, and above zero, not '" + text
                        + "'",
                refused.getMessage());
    }
}
