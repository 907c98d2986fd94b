package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, in steps of 1024 if a letter says so. */
final class SizeConverter extends BaseConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([KMGT]?)", Pattern.CASE_INSENSITIVE);

    public SizeConverter(String option) {
        super(option);
    }

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text);
        try {
            if (size.matches()) {
                int unit = "KMGT".indexOf(size.group(2).toUpperCase(Locale.ROOT));
                int power = size.group(2).isEmpty() ? 0 : unit + 1;
                return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << (10 * power));
            }
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            // Falls through.
        }
        throw new ParameterException(
                getOptionName() + " is a number of bytes up to 2^63 - 1, perhaps with K, M, G or T, not " + text);
    }
}
