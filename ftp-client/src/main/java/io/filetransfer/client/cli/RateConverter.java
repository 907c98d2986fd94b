package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** Bytes a second: {@code 100000}, {@code 500K}, {@code 2M}, {@code 1G}; units of 1024, whole numbers above zero. */
public final class RateConverter implements IStringConverter<Long> {
    private static final String UNITS = "KMG";

    private final String option;

    /** @param option that has the rate */
    public RateConverter(String option) {
        this.option = option;
    }

    @Override
    public Long convert(String value) {
        int unit = value.isEmpty() ? -1 : UNITS.indexOf(Character.toUpperCase(value.charAt(value.length() - 1)));
        String number = unit < 0 ? value : value.substring(0, value.length() - 1);
        try {
            long rate = number.matches("[0-9]{1,18}")
                    ? Math.multiplyExact(Long.parseLong(number), 1L << (10 * (unit + 1)))
                    : 0;
            if (rate > 0) {
                return rate;
            }
        } catch (ArithmeticException e) {
            // Reported below, together with what is no number.
        }
        throw new ParameterException(
                option + " is a number of bytes a second, perhaps with K, M or G, and above zero, not '" + value + "'");
    }
}
