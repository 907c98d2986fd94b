package io.filetransfer.codec.http;

import io.filetransfer.codec.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Looks at the head of a request before anything parses it, byte by byte as it comes, and takes only what every reader of
 * HTTP takes for the same: lines that end in CR LF, a request line of three words, field lines that are not folded, no
 * control characters. So no two readers on the way can see two requests in the same bytes.
 */
final class HeadScanner {
    /** A name of the longest kind, all of it escaped, and something behind it. */
    static final int MAX_LINE = 16 << 10;

    static final int MAX_HEAD = 32 << 10;
    static final int MAX_FIELDS = 100;

    /** From the reader index on; what is before it was looked at. */
    private int at;

    private int lineStart;
    private int lines;
    private boolean blankSkipped;

    /** Whether a head has begun to come. */
    boolean hasBegun() {
        return at > 0;
    }

    /** The next head is another one. */
    void reset() {
        at = 0;
        lineStart = 0;
        lines = 0;
        blankSkipped = false;
    }

    /**
     * Nothing is consumed but one empty line in front, which some clients send behind a body.
     *
     * @return whether the head is whole
     * @throws HttpRefusal it never will be
     */
    boolean scan(ByteBuf in) {
        if (at == 0 && !skipBlank(in)) {
            return false;
        }
        int start = in.readerIndex();
        int end = in.readableBytes();
        while (at < end) {
            int octet = in.getUnsignedByte(start + at);
            at++;
            if (octet == '\n') {
                if (endLine(in, start)) {
                    return true;
                }
            } else if (octet < ' ' && octet != '\r' && octet != '\t' || octet == 0x7f) {
                throw HttpRefusal.bad("The request's head has a control character.");
            } else if (at > 1 && at - 1 > lineStart && in.getByte(start + at - 2) == '\r') {
                throw HttpRefusal.bad("A carriage return stands alone.");
            }
            requireLimits();
        }
        return false;
    }

    /** @return whether there is something behind it */
    private boolean skipBlank(ByteBuf in) {
        if (blankSkipped || !in.isReadable() || in.getByte(in.readerIndex()) != '\r') {
            return in.isReadable();
        }
        if (in.readableBytes() < 2) {
            return false;
        }
        if (in.getByte(in.readerIndex() + 1) == '\n') {
            in.skipBytes(2);
            blankSkipped = true;
        }
        return in.isReadable();
    }

    private void requireLimits() {
        if (at - lineStart > MAX_LINE) {
            throw lines == 0
                    ? new HttpRefusal(
                            HttpResponseStatus.REQUEST_URI_TOO_LONG,
                            ErrorCode.BAD_NAME,
                            "The request line is longer than " + MAX_LINE + " bytes.")
                    : tooLarge("A field is longer than " + MAX_LINE + " bytes.");
        }
        if (at > MAX_HEAD) {
            throw tooLarge("The head is longer than " + MAX_HEAD + " bytes.");
        }
        if (lines > MAX_FIELDS + 1) {
            throw tooLarge("The head has over " + MAX_FIELDS + " fields.");
        }
    }

    private static HttpRefusal tooLarge(String sentence) {
        return new HttpRefusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, ErrorCode.BAD_REQUEST, sentence);
    }

    /** @return whether it was the empty one that ends the head */
    private boolean endLine(ByteBuf in, int start) {
        int end = at - 2;
        if (end < lineStart || in.getByte(start + end) != '\r') {
            throw HttpRefusal.bad("A line of the head does not end in CR LF.");
        }
        boolean empty = end == lineStart;
        if (lines == 0) {
            checkRequestLine(in, start + lineStart, start + end);
        } else if (!empty) {
            checkField(in, start + lineStart, start + end);
        }
        lines++;
        lineStart = at;
        return empty;
    }

    private static void checkRequestLine(ByteBuf in, int from, int to) {
        int method = endOfToken(in, from, to);
        int target = endOfWord(in, method + 1, to);
        boolean words = method > from
                && method < to
                && in.getByte(method) == ' '
                && target > method + 1
                && target < to
                && in.getByte(target) == ' ';
        if (!words || to - target != 9 || !isVersion(in, target + 1)) {
            throw HttpRefusal.bad("The request line is not a method, a target and a version of HTTP.");
        }
        if (in.getByte(target + 6) != '1') {
            throw new HttpRefusal(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    ErrorCode.UNSUPPORTED_VERSION,
                    "HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
    }

    private static boolean isVersion(ByteBuf in, int at) {
        String name = "HTTP/";
        for (int i = 0; i < name.length(); i++) {
            if (in.getByte(at + i) != name.charAt(i)) {
                return false;
            }
        }
        return isDigit(in.getByte(at + 5)) && in.getByte(at + 6) == '.' && isDigit(in.getByte(at + 7));
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private static void checkField(ByteBuf in, int from, int to) {
        int name = endOfToken(in, from, to);
        if (name == from || name == to || in.getByte(name) != ':') {
            throw HttpRefusal.bad("A field line has no name with a colon right behind it.");
        }
    }

    private static int endOfWord(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to && in.getByte(at) != ' ' && in.getByte(at) != '\t') {
            at++;
        }
        return at;
    }

    private static int endOfToken(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to && isToken(in.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isToken(byte octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || isDigit(octet)
                || octet > ' ' && "!#$%&'*+-.^_`|~".indexOf(octet) >= 0;
    }
}
