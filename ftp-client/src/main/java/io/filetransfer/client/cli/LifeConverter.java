package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;
import java.time.Duration;

/** How long a link is open: {@code 30m}, {@code 12h}, {@code 7d}, {@code 2w}; whole numbers above zero. */
public final class LifeConverter implements IStringConverter<Duration> {
    private static final int DIGITS = 6;

    private final String option;

    public LifeConverter(String option) {
        this.option = option;
    }

    @Override
    public Duration convert(String value) {
        int end = Math.max(0, value.length() - 1);
        long minutes = switch (value.substring(end)) {
            case "m" -> 1;
            case "h" -> 60;
            case "d" -> 24 * 60;
            case "w" -> 7 * 24 * 60;
            default -> 0;
        };
        String digits = value.substring(0, end);
        boolean number =
                !digits.isEmpty() && digits.length() <= DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long count = number ? Long.parseLong(digits) : 0;
        if (minutes == 0 || count == 0) {
            throw new ParameterException(option + " is a time such as 12h, 7d or 2w, not '" + value + "'");
        }
        return Duration.ofMinutes(minutes * count);
    }
}
