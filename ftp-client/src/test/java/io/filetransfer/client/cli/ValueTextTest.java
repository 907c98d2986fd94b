package io.filetransfer.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:15:30Z, Z, 2026-11-22 10:15",
        "2026-11-22T10:15:30Z, +14:00, 2026-11-23 00:15",
        "1969-12-31T23:59:59.999Z, Z, 1969-12-31 23:59",
        "+12345-01-02T03:04:05Z, Z, 12345-01-02 03:04",
        "-0001-01-02T03:04:05Z, Z, -1-01-02 03:04",
        "+1000000000-12-31T23:59:59.999999999Z, Z, +1000000000-12-31 23:59",
        "+1000000000-12-31T23:59:59.999999999Z, +14:00, +1000000000-12-31 23:59",
        "-1000000000-01-01T00:00:00Z, -12:00, -1000000000-01-01 00:00",
        "+999999999-12-31T23:59:59Z, +14:00, +999999999-12-31 23:59",
    })
    void anyTimeIsShown(Instant time, ZoneId zone, String shown) {
        assertEquals(shown, ValueText.localTime(time, zone));
    }

    @Test
    void anUnknownTimeIsADash() {
        assertEquals("-", ValueText.localTime(null));
        assertEquals(null, ValueText.orNull((Instant) null));
    }
}
