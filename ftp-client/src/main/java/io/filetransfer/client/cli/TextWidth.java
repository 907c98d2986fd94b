package io.filetransfer.client.cli;

/** How many columns of a terminal a text takes: wide characters two, combining ones none. */
final class TextWidth {
    private TextWidth() {}

    static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            width += of(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /** The text itself if it fits, else its beginning and its end around three dots. */
    static String fit(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        if (width < 5) {
            return text.substring(0, indexAt(text, width));
        }
        int head = (width - 3) / 2;
        int tail = width - 3 - head;
        int from = text.length();
        int used = 0;
        while (from > 0) {
            int point = text.codePointBefore(from);
            if (used + of(point) > tail) {
                break;
            }
            used += of(point);
            from -= Character.charCount(point);
        }
        return text.substring(0, indexAt(text, head)) + "..." + text.substring(from);
    }

    /** The longest beginning that takes no more than these columns. */
    private static int indexAt(String text, int width) {
        int at = 0;
        int used = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            used += of(point);
            if (used > width) {
                break;
            }
            at += Character.charCount(point);
        }
        return at;
    }

    private static int of(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(point) ? 2 : 1;
    }

    /** The blocks of East Asian wide characters and of emoji, roughly as in Unicode's EastAsianWidth. */
    private static boolean isWide(int point) {
        return point >= 0x1100 && point <= 0x115f
                || point >= 0x2e80 && point <= 0xa4cf && point != 0x303f
                || point >= 0xac00 && point <= 0xd7a3
                || point >= 0xf900 && point <= 0xfaff
                || point >= 0xfe30 && point <= 0xfe6f
                || point >= 0xff00 && point <= 0xff60
                || point >= 0xffe0 && point <= 0xffe6
                || point >= 0x1f300 && point <= 0x1faff
                || point >= 0x20000 && point <= 0x3fffd;
    }
}
