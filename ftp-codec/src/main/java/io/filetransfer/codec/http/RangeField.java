package io.filetransfer.codec.http;

import io.filetransfer.codec.ByteSpan;
import io.filetransfer.codec.Option;
import java.util.ArrayList;
import java.util.List;

/** The field {@code Range} (RFC 9110, 14.2). What is no list of byte ranges, or one of too many, is as if it were not there. */
final class RangeField {
    private static final String UNIT = "bytes=";

    /** Digits that fit whatever they are. */
    private static final int MAX_DIGITS = 18;

    private RangeField() {}

    /** The ranges; none if the whole is meant. */
    static List<ByteSpan> parse(String field) {
        if (field == null || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return List.of();
        }
        List<ByteSpan> spans = new ArrayList<>();
        for (String range : field.substring(UNIT.length()).split(",", -1)) {
            String text = range.strip();
            if (text.isEmpty()) {
                continue;
            }
            ByteSpan span = span(text);
            if (span == null || spans.size() == Option.MAX_RANGES) {
                return List.of();
            }
            spans.add(span);
        }
        return spans;
    }

    private static ByteSpan span(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long first = number(range.substring(0, dash));
        long last = number(range.substring(dash + 1));
        if (dash == 0) {
            return last < 0 ? null : ByteSpan.last(last);
        }
        if (dash == range.length() - 1) {
            return first < 0 ? null : new ByteSpan(first, Long.MAX_VALUE);
        }
        return first < 0 || last < first ? null : new ByteSpan(first, last - first + 1);
    }

    /** At most {@code 10^18}, which no file reaches; -1 for what is none. */
    private static long number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        String significant = digits.substring(zeros);
        return significant.length() > MAX_DIGITS ? 1_000_000_000_000_000_000L : Long.parseLong(significant);
    }
}
