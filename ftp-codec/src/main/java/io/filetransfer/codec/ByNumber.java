package io.filetransfer.codec;

import java.util.List;
import java.util.function.ToIntFunction;

/** What has a number on the wire, found by it. */
final class ByNumber<T> {
    private final Object[] found;

    private ByNumber(Object[] found) {
        this.found = found;
    }

    /** @param number small, never negative, and another one for each */
    static <T> ByNumber<T> of(List<T> all, ToIntFunction<T> number) {
        Object[] found = new Object[all.stream().mapToInt(number).max().orElse(-1) + 1];
        for (T each : all) {
            int at = number.applyAsInt(each);
            if (found[at] != null) {
                throw new IllegalArgumentException(each + " has the number of " + found[at]);
            }
            found[at] = each;
        }
        return new ByNumber<>(found);
    }

    /** Null if none has it. */
    @SuppressWarnings("unchecked") // all are of this type
    T find(int number) {
        return number >= 0 && number < found.length ? (T) found[number] : null;
    }

    /** The given one if none has it. */
    T find(int number, T otherwise) {
        T one = find(number);
        return one == null ? otherwise : one;
    }
}
