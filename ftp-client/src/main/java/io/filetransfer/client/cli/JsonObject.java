package io.filetransfer.client.cli;

import io.filetransfer.codec.NameText;
import java.util.HexFormat;

/**
 * Writes one JSON object on one line. The text is ASCII only where JSON asks for an escape or a reader may stumble:
 * control characters, U+2028 and U+2029 (line ends to some readers), and halves of surrogate pairs (which UTF-8 cannot
 * hold) are written as {@code \\u} escapes. Bytes of a name that are not UTF-8 are U+FFFD, and {@code "nameBytes"} beside
 * {@code "name"} has the hexadecimal digits of all its bytes.
 */
final class JsonObject {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(160).append('{');

    JsonObject add(String key, String value) {
        name(key);
        if (value == null) {
            out.append("null");
        } else if (NameText.isText(value) || !NameText.isName(value)) {
            quote(value);
        } else {
            // Not every reader of JSON takes halves of surrogate pairs, and none knows what ours mean.
            quote(NameText.approximate(value));
            add(key + "Bytes", HexFormat.of().formatHex(NameText.bytes(value)));
        }
        return this;
    }

    JsonObject add(String key, long value) {
        name(key);
        out.append(value);
        return this;
    }

    JsonObject add(String key, boolean value) {
        name(key);
        out.append(value);
        return this;
    }

    JsonObject addObject(String key, JsonObject value) {
        name(key);
        out.append(value);
        return this;
    }

    /** A number of seconds with three decimals. */
    JsonObject addSeconds(String key, long nanos) {
        long millis = Math.max(0, nanos) / 1_000_000;
        name(key);
        out.append(millis / 1000).append('.');
        long rest = millis % 1000;
        out.append(rest / 100).append(rest / 10 % 10).append(rest % 10);
        return this;
    }

    /** The whole object; nothing may be added after it. */
    @Override
    public String toString() {
        return out + "}";
    }

    private void name(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        quote(key);
        out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                append(c);
            }
        }
        out.append('"');
    }

    private void append(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20 || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                    out.append("\\u")
                            .append(HEX.charAt(c >> 12))
                            .append(HEX.charAt(c >> 8 & 15))
                            .append(HEX.charAt(c >> 4 & 15))
                            .append(HEX.charAt(c & 15));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
