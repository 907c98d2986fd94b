package io.filetransfer.codec;

import java.util.HexFormat;

/**
 * Text that came from elsewhere (names, a peer's sentences), made safe to be shown: nothing in it moves a cursor, changes
 * colours, starts a new line or turns the direction of writing.
 */
public final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /** For terminals and sentences. What is escaped is spelled as a shell takes it: {@code \n}, {@code \x1b}. */
    public static String of(String text) {
        int unsafe = firstUnsafe(text, false);
        return unsafe < 0 ? text : escaped(text, unsafe, false);
    }

    /**
     * For the quotes of a log: quotes and backslashes are escaped too, and all else is spelled {@code \}{@code u001b}, so
     * that no text ends its quotes and each is spelled in one way.
     */
    public static String quoted(String text) {
        int unsafe = firstUnsafe(text, true);
        return unsafe < 0 ? text : escaped(text, unsafe, true);
    }

    /** Or -1. */
    private static int firstUnsafe(String text, boolean quoted) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (isUnsafe(point, quoted)) {
                return i;
            }
            i += Character.charCount(point);
        }
        return -1;
    }

    private static String escaped(String text, int from, boolean quoted) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (!isUnsafe(point, quoted)) {
                out.appendCodePoint(point);
            } else if (quoted) {
                appendQuoted(out, point);
            } else {
                append(out, point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int point) {
        switch (point) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                boolean oneByte = point < 0xa0 || point <= 0xffff && NameText.isByte((char) point);
                if (oneByte) { // a control character, or a byte of a name that is not UTF-8
                    out.append("\\x").append(HEX.toHexDigits((byte) point));
                } else if (point > 0xffff) {
                    out.append("\\u{").append(Integer.toHexString(point)).append('}');
                } else {
                    out.append("\\u").append(HEX.toHexDigits((char) point));
                }
            }
        }
    }

    private static void appendQuoted(StringBuilder out, int point) {
        if (isQuote(point)) {
            out.append('\\').append((char) point);
            return;
        }
        for (char c : Character.toChars(point)) {
            out.append("\\u").append(HEX.toHexDigits(c));
        }
    }

    /** Control characters, line separators, invisible formatting, and halves of a surrogate pair. */
    private static boolean isUnsafe(int point, boolean quoted) {
        if (point >= ' ' && point < 0x7f) {
            return quoted && isQuote(point);
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isQuote(int point) {
        return point == '"' || point == '\\';
    }
}
