package io.filetransfer.codec;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 100}, {@code 64K}, {@code 10g}; K, M, G and T multiply by 1024. */
public final class ByteCount {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,19})([KMGT]?)", Pattern.CASE_INSENSITIVE);

    private ByteCount() {}

    /** Empty for what is no such number, or beyond 2^63 - 1. */
    public static OptionalLong parse(String text) {
        Matcher count = TEXT.matcher(text);
        if (!count.matches()) {
            return OptionalLong.empty();
        }
        boolean plain = count.group(2).isEmpty();
        int power = plain ? 0 : 1 + "KMGT".indexOf(count.group(2).toUpperCase(Locale.ROOT));
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(count.group(1)), 1L << (10 * power)));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
