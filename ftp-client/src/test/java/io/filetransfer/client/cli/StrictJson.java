package io.filetransfer.client.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one flat JSON object by the letter of RFC 8259, and throws on anything else. */
final class StrictJson {
    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    static Map<String, Object> object(String text) {
        StrictJson json = new StrictJson(text);
        Map<String, Object> values = new LinkedHashMap<>();
        json.expect('{');
        while (json.text.charAt(json.at) != '}') {
            if (!values.isEmpty()) {
                json.expect(',');
            }
            String key = json.string();
            json.expect(':');
            if (values.put(key, json.value()) != null) {
                throw new IllegalArgumentException("twice: " + key);
            }
        }
        json.expect('}');
        if (json.at != text.length()) {
            throw new IllegalArgumentException("more after the object: " + text);
        }
        return values;
    }

    private Object value() {
        if (text.charAt(at) == '"') {
            return string();
        }
        int end = at;
        while (text.charAt(end) != ',' && text.charAt(end) != '}') {
            end++;
        }
        String word = text.substring(at, end);
        at = end;
        if (word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")) {
            return word.contains(".") ? (Object) Double.valueOf(word) : Long.valueOf(word);
        }
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> "(null)";
            default -> throw new IllegalArgumentException("no value: " + word);
        };
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
                throw new IllegalArgumentException("bare control character in " + text);
            }
            if (Character.isHighSurrogate(c)) {
                out.append(c).append(lowSurrogate());
            } else if (Character.isLowSurrogate(c)) {
                throw new IllegalArgumentException("half a surrogate pair");
            } else {
                out.append(c == '\\' ? escape() : c);
            }
        }
        expect('"');
        return out.toString();
    }

    private char lowSurrogate() {
        char c = text.charAt(at++);
        if (!Character.isLowSurrogate(c)) {
            throw new IllegalArgumentException("half a surrogate pair");
        }
        return c;
    }

    private char escape() {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw new IllegalArgumentException("no escape: " + c);
        };
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IllegalArgumentException("not " + c + " at " + at + " of " + text);
        }
        at++;
    }
}
