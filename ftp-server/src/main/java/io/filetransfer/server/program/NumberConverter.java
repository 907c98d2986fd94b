package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/** A whole number; what is none, or too long for one, is told the range. */
final class NumberConverter implements IStringConverter<Integer> {
    private final Settings.Row row;

    NumberConverter(Settings.Row row) {
        this.row = row;
    }

    @Override
    public Integer convert(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new ParameterException(row.option() + " is " + row.range() + ", not " + text, e);
        }
    }
}
