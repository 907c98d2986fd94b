package io.filetransfer.client.cli;

import io.filetransfer.codec.NameText;
import java.io.ByteArrayOutputStream;

/** Text in which a byte may be written as {@code %} and two hexadecimal digits, so that any name can be typed. */
final class PercentEscapes {
    private PercentEscapes() {}

    /** With escapes for all but the printable characters of ASCII, and for the percent sign. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : NameText.bytes(text)) {
            if (b > 0x20 && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b));
            }
        }
        return out.toString();
    }

    /**
     * Decoded exactly once.
     *
     * @throws UsageException with the reason if it cannot be decoded, or has an escape that no name has
     */
    static String decoded(String text) throws UsageException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        if (!NameText.isName(text)) {
            throw new UsageException("it has half a character");
        }
        byte[] in = NameText.bytes(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            int value = high * 16 + low;
            if (high < 0 || low < 0) {
                throw new UsageException("'%' is followed by two hexadecimal digits; '%' itself is %25");
            }
            if (value == 0 || value == '/') {
                throw new UsageException("an escaped " + (value == 0 ? "NUL" : "slash") + " cannot be part of a name");
            }
            out.write(value);
            i += 2;
        }
        return NameText.of(out.toByteArray());
    }
}
