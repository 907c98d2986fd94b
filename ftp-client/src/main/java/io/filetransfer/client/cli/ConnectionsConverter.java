package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** A number of connections, 1 to 256. */
public final class ConnectionsConverter implements IStringConverter<Integer> {
    private final String option;

    /** @param option that has the number */
    public ConnectionsConverter(String option) {
        this.option = option;
    }

    @Override
    public Integer convert(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= 256 && value.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers that are out of range.
        }
        throw new ParameterException(option + " is a number from 1 to 256, not '" + value + "'");
    }
}
