package io.filetransfer.codec.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What forms and queries say: names with values, in their order, as {@code application/x-www-form-urlencoded} has them. */
final class FormText {
    static final String TYPE = "application/x-www-form-urlencoded";

    private record Field(String name, byte[] value) {}

    private final List<Field> fields = new ArrayList<>();

    private FormText() {}

    /**
     * @param text each character is a byte
     * @throws HttpRefusal an escape is not whole
     */
    static FormText of(String text) {
        FormText form = new FormText();
        for (String field : text.split("&", -1)) {
            int sign = field.indexOf('=');
            String name = sign < 0 ? field : field.substring(0, sign);
            if (!field.isEmpty()) {
                form.fields.add(new Field(
                        new String(unescaped(name), StandardCharsets.UTF_8),
                        unescaped(sign < 0 ? "" : field.substring(sign + 1))));
            }
        }
        return form;
    }

    static FormText of(byte[] body) {
        return of(new String(body, StandardCharsets.ISO_8859_1));
    }

    private static byte[] unescaped(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) (digit(text, i + 1) << 4 | digit(text, i + 2));
                i += 2;
            } else {
                bytes[length++] = c == '+' ? (byte) ' ' : (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int digit(String text, int at) {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0 || text.charAt(at) > 'f') {
            throw HttpRefusal.bad("Behind a percent sign are two hexadecimal digits.");
        }
        return digit;
    }

    /** The values of a name, in their order. */
    List<byte[]> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /**
     * The one value of a name; null if it is not there.
     *
     * @throws HttpRefusal there are several
     */
    byte[] one(String name) {
        List<byte[]> values = all(name);
        if (values.size() > 1) {
            throw HttpRefusal.bad("A field of the form is there twice: " + name + ".");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
