package io.filetransfer.client.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.ParameterException;

/**
 * A part of a file: {@code FROM-TO}, both counted from 0 and both inside, or {@code FROM-} to the end.
 *
 * @param length {@link Long#MAX_VALUE} for all to the end
 */
record ByteRange(long offset, long length) {
    /** Public for the option parser's reflection. */
    public static final class Converter implements IStringConverter<ByteRange> {
        @Override
        public ByteRange convert(String value) {
            int dash = value.indexOf('-');
            long from = dash <= 0 ? -1 : number(value.substring(0, dash));
            boolean open = dash == value.length() - 1;
            long to = dash < 0 || open ? -1 : number(value.substring(dash + 1));
            if (from < 0 || !open && to < from) {
                throw new ParameterException("--range is FROM-TO (both inside, counted from 0) or FROM-, such as 0-1023"
                        + " or 1024-, not '" + value + "'");
            }
            return new ByteRange(from, open ? Long.MAX_VALUE : to - from + 1);
        }

        /** Plain digits only, below 2^62 so that nothing overflows; -1 for anything else. */
        private static long number(String digits) {
            if (digits.isEmpty() || digits.length() > 18) {
                return -1;
            }
            long number = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    return -1;
                }
                number = number * 10 + digit;
            }
            return number;
        }
    }
}
