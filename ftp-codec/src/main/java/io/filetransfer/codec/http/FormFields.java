package io.filetransfer.codec.http;

import io.filetransfer.codec.ProtocolException;
import io.filetransfer.codec.Text;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form, or of a query: application/x-www-form-urlencoded, in UTF-8. */
final class FormFields {
    private static final int MAX_FIELDS = 32;

    private final Map<String, String> fields = new HashMap<>();

    private FormFields() {}

    /** @throws HttpRefusal it is not such a text, or a field is there twice */
    static FormFields parse(String text) {
        FormFields parsed = new FormFields();
        for (String pair : text.split("&", MAX_FIELDS + 1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) {
                continue;
            }
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (parsed.fields.size() == MAX_FIELDS
                    || parsed.fields.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw HttpRefusal.bad("A form has " + MAX_FIELDS + " fields at most, each once.");
            }
        }
        return parsed;
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? digit(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw HttpRefusal.bad("A field of the form has a percent sign without two digits.");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return Text.read(Unpooled.wrappedBuffer(bytes.toByteArray()), bytes.size(), "field of the form");
        } catch (ProtocolException e) {
            throw HttpRefusal.bad(e.getMessage());
        }
    }

    private static int digit(char c) {
        return c > 'f' ? -1 : Character.digit(c, 16);
    }

    String get(String name, String otherwise) {
        return fields.getOrDefault(name, otherwise);
    }
}
