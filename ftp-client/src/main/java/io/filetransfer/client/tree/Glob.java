package io.filetransfer.client.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern for paths, as rsync has it: {@code *} for any characters but a slash, {@code **} for any characters, {@code ?}
 * for one character but a slash, {@code [a-z]} and {@code [!a-z]} for one of a set, and a backslash before a character
 * that means itself. All ways to match are followed side by side, so that no pattern takes long.
 */
public final class Glob {
    private enum Kind {
        LITERAL,
        ONE,
        MANY,
        MANY_WITH_SLASHES,
        SET
    }

    /** @param ranges first and last code point of each range of a set, one after another */
    private record Token(Kind kind, int point, boolean negated, int[] ranges) {
        boolean repeats() {
            return kind == Kind.MANY || kind == Kind.MANY_WITH_SLASHES;
        }

        boolean takes(int c) {
            return switch (kind) {
                case LITERAL -> c == point;
                case ONE, MANY -> c != '/';
                case MANY_WITH_SLASHES -> true;
                case SET -> c != '/' && inRanges(c) != negated;
            };
        }

        private boolean inRanges(int c) {
            for (int i = 0; i < ranges.length; i += 2) {
                if (ranges[i] <= c && c <= ranges[i + 1]) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Token[] tokens;

    private Glob(List<Token> tokens) {
        this.tokens = tokens.toArray(new Token[0]);
    }

    /** Whether the text has a character that means more than itself in a pattern. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** @throws IllegalArgumentException if a set is not closed, or nothing follows a backslash */
    public static Glob parse(String pattern) {
        int[] points = pattern.codePoints().toArray();
        List<Token> tokens = new ArrayList<>(points.length);
        int at = 0;
        while (at < points.length) {
            int c = points[at++];
            switch (c) {
                case '*' -> {
                    int start = at - 1;
                    while (at < points.length && points[at] == '*') {
                        at++;
                    }
                    tokens.add(simple(at - start > 1 ? Kind.MANY_WITH_SLASHES : Kind.MANY));
                }
                case '?' -> tokens.add(simple(Kind.ONE));
                case '\\' -> {
                    if (at == points.length) {
                        throw new IllegalArgumentException("the pattern '" + pattern + "' ends in a backslash");
                    }
                    tokens.add(literal(points[at++]));
                }
                case '[' -> {
                    int end = endOfSet(points, at);
                    if (end < 0) {
                        throw new IllegalArgumentException("the pattern '" + pattern
                                + "' has a '[' without its ']'; a plain '[' is written '\\['");
                    }
                    tokens.add(set(points, at, end));
                    at = end + 1;
                }
                default -> tokens.add(literal(c));
            }
        }
        return new Glob(tokens);
    }

    private static Token simple(Kind kind) {
        return new Token(kind, 0, false, null);
    }

    private static Token literal(int point) {
        return new Token(Kind.LITERAL, point, false, null);
    }

    /** The bracket that closes a set; one that comes first is in the set. */
    private static int endOfSet(int[] points, int from) {
        int at = from;
        if (at < points.length && (points[at] == '!' || points[at] == '^')) {
            at++;
        }
        for (int first = at; at < points.length; at++) {
            if (points[at] == '\\') {
                at++;
            } else if (points[at] == ']' && at > first) {
                return at;
            }
        }
        return -1;
    }

    private static Token set(int[] points, int from, int end) {
        boolean negated = points[from] == '!' || points[from] == '^';
        int[] ranges = new int[2 * (end - from)];
        int count = 0;
        int at = negated ? from + 1 : from;
        while (at < end) {
            at += points[at] == '\\' ? 1 : 0;
            int first = points[at++];
            int last = first;
            // A dash at the end of a set is one of its characters.
            if (at + 1 < end && points[at] == '-') {
                at += points[at + 1] == '\\' ? 2 : 1;
                last = points[at++];
            }
            ranges[count++] = first;
            ranges[count++] = last;
        }
        return new Token(Kind.SET, 0, negated, Arrays.copyOf(ranges, count));
    }

    /** Whether the whole text is as the pattern says. */
    public boolean matches(String text) {
        return matches(text, false);
    }

    /** Whether the path is, or the end of it that begins after one of its slashes. */
    public boolean matchesEnd(String path) {
        return matches(path, true);
    }

    private boolean matches(String text, boolean anywhere) {
        // states[i]: what was read so far is taken by the tokens before i.
        boolean[] states = new boolean[tokens.length + 1];
        boolean[] next = new boolean[tokens.length + 1];
        states[0] = true;
        skipRepeats(states);
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            Arrays.fill(next, false);
            for (int t = 0; t < tokens.length; t++) {
                if (states[t] && tokens[t].takes(point)) {
                    next[tokens[t].repeats() ? t : t + 1] = true;
                }
            }
            next[0] |= anywhere && point == '/';
            skipRepeats(next);
            boolean[] free = states;
            states = next;
            next = free;
        }
        return states[tokens.length];
    }

    /** A star may stand for nothing. */
    private void skipRepeats(boolean[] states) {
        for (int t = 0; t < tokens.length; t++) {
            states[t + 1] |= states[t] && tokens[t].repeats();
        }
    }
}
