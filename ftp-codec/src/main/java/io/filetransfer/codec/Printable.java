package io.filetransfer.client.cli;

import io.filetransfer.codec.NameText;
import java.util.HexFormat;

/**
 * Text that came from elsewhere (names, a server's sentences), made safe for a terminal: nothing in it moves the cursor,
 * changes colours, starts a new line or turns the direction of writing.
 */
final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    static String of(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return escaped(text, i);
            }
        }
        return text;
    }

    private static String escaped(String text, int from) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int point = text.codePointAt(i);
            append(out, point);
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int point) {
        if (point == '\n') {
            out.append("\\n");
        } else if (point == '\t') {
            out.append("\\t");
        } else if (point == '\r') {
            out.append("\\r");
        } else if (point < 0x20 || point >= 0x7f && point < 0xa0) {
            out.append("\\x").append(HEX.toHexDigits((byte) point));
        } else if (Character.isBmpCodePoint(point) && NameText.isByte((char) point)) {
            out.append("\\x").append(HEX.toHexDigits((byte) point)); // of a name that is not UTF-8
        } else if (isUnsafe(point)) {
            out.append("\\u")
                    .append(point > 0xffff ? "{" + Integer.toHexString(point) + "}" : HEX.toHexDigits((char) point));
        } else {
            out.appendCodePoint(point);
        }
    }

    /** Line separators, invisible formatting (directions of writing above all), and halves of a surrogate pair. */
    private static boolean isUnsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.CONTROL -> true;
            default -> false;
        };
    }
}
