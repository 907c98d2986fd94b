package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;

/**
 * Names of files as paths of URLs, and back. A byte that is no unreserved character is escaped; so names that are not UTF-8
 * travel too. A slash is never part of a component, also not when it is escaped.
 */
public final class TargetPath {
    private static final String UNESCAPED = "-._~!$&'()*+,;=:@/";

    private TargetPath() {}

    /**
     * The name of a path: without the slash in front, which it must have, and without one at its end.
     *
     * @throws HttpRefusal it is none
     */
    static String name(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw HttpRefusal.bad("The target is not a path from the root.");
        }
        if (path.contains("//")) {
            throw badName("A part of the name is empty.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                bytes.write(escaped(path, i));
                i += 2;
            } else if (c <= ' ' || c == '#' || c == 0x7f || c > 0xff) {
                throw HttpRefusal.bad("The target has a character that is none of a path.");
            } else {
                bytes.write(c);
            }
        }
        return named(bytes.toByteArray());
    }

    private static String named(byte[] bytes) {
        if (bytes.length > Limits.NAME + 1) {
            throw badName("The name is longer than " + Limits.NAME + " bytes.");
        }
        if (isOverlong(bytes)) {
            throw badName("The name has a character that is written longer than it is.");
        }
        String name = NameText.of(bytes);
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static int escaped(String path, int at) {
        int high = at + 2 < path.length() ? Character.digit(path.charAt(at + 1), 16) : -1;
        int low = at + 2 < path.length() ? Character.digit(path.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0 || path.charAt(at + 1) > 'f' || path.charAt(at + 2) > 'f') {
            throw HttpRefusal.bad("The target has a percent sign without two digits.");
        }
        int octet = high << 4 | low;
        if (octet == '/' || octet == 0) {
            throw badName("A part of the name has a slash or NUL.");
        }
        return octet;
    }

    /** Whether some reader could take bytes of it for another character, such as a dot or a slash. */
    private static boolean isOverlong(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            int first = bytes[i] & 0xff;
            int second = bytes[i + 1] & 0xff;
            boolean continues = second >= 0x80 && second < 0xc0;
            boolean small =
                    first == 0xc0 || first == 0xc1 || first == 0xe0 && second < 0xa0 || first == 0xf0 && second < 0x90;
            if (continues && small) {
                return true;
            }
        }
        return false;
    }

    private static HttpRefusal badName(String sentence) {
        return new HttpRefusal(HttpResponseStatus.BAD_REQUEST, ErrorCode.BAD_NAME, sentence);
    }

    /** A name, which may have several components, as a path; without a slash in front. */
    public static String escape(String name) {
        StringBuilder path = new StringBuilder(name.length() + 16);
        for (byte octet : NameText.bytes(name)) {
            char c = (char) (octet & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || UNESCAPED.indexOf(c) >= 0) {
                path.append(c);
            } else {
                path.append('%').append(digit(c >> 4)).append(digit(c & 15));
            }
        }
        return path.toString();
    }

    private static char digit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }
}
