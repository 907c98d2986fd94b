package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import java.time.Duration;

/** A time: {@code 10} or {@code 10s} (seconds), {@code 500ms}, {@code 2m}, {@code 1h}; whole numbers above zero. */
public final class DurationConverter implements IStringConverter<Duration> {
    private final String option;

    public DurationConverter(String option) {
        this.option = option;
    }

    @Override
    public Duration convert(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        long millis = switch (value.substring(end)) {
            case "ms" -> 1;
            case "", "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 0;
        };
        // Nine digits of hours still fit.
        long number = end == 0 || end > 9 ? 0 : Long.parseLong(value.substring(0, end));
        if (millis == 0 || number == 0) {
            throw new ParameterException(
                    option + " is a time such as 10 (seconds), 500ms, 2m or 1h, and above zero, not '" + value + "'");
        }
        return Duration.ofMillis(number * millis);
    }
}
