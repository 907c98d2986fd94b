package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** A number of attempts, 0 to 1000. */
public final class RetriesConverter implements IStringConverter<Integer> {
    private final String option;

    /** @param option that has the number */
    public RetriesConverter(String option) {
        this.option = option;
    }

    @Override
    public Integer convert(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= 1000 && Character.isDigit(value.charAt(0))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers that are out of range.
        }
        throw new ParameterException(option + " is a number from 0 to 1000, not '" + value + "'");
    }
}
