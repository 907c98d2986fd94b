package io.filetransfer.codec;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * Names of files as strings, although they are bytes. A name in UTF-8 reads as what it says. A byte that is no part of
 * UTF-8 reads as half of a surrogate pair, U+DC80 to U+DCFF, which no text has. So every name reads as one string of its
 * own, and that gives its bytes back.
 */
public final class NameText {
    /** Plus the byte. */
    private static final char HALF = 0xdc00;

    private static final char FIRST = HALF + 0x80;
    private static final char LAST = HALF + 0xff;

    /** Whether Java makes the same bytes of a path's text; otherwise only ASCII is safe. */
    private static final boolean PATHS_ARE_UTF8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));

    /** Below it a path's URI can be had without a look at the disk: it is no directory, so nothing is there. */
    private static final Path NOWHERE = Path.of("/dev/null");

    private NameText() {}

    /** The string for a name's bytes, whatever they are. */
    public static String of(byte[] name) {
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        for (CoderResult end = decoder.decode(in, out, true); end.isError(); end = decoder.decode(in, out, true)) {
            out.put((char) (HALF | in.get() & 0xff)); // what follows it is looked at again
            decoder.reset();
        }
        return out.flip().toString();
    }

    /**
     * The bytes of a name.
     *
     * @throws IllegalArgumentException for a string with half of a surrogate pair that stands for no byte
     */
    public static byte[] bytes(String name) {
        if (isText(name)) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 16);
        int text = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (isPair(name, i)) {
                i++;
            } else if (isByte(c)) {
                out.writeBytes(name.substring(text, i).getBytes(StandardCharsets.UTF_8));
                out.write(c);
                text = i + 1;
            } else {
                throw new IllegalArgumentException("The name has half of a surrogate pair");
            }
        }
        out.writeBytes(name.substring(text).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Whether the name is UTF-8, as far as it can be told: no half of a surrogate pair is in it. */
    public static boolean isText(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                if (!isPair(name, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether this is how {@link #of} reads the bytes of a name; not, for example, two halves that stand for one character. */
    public static boolean isName(String name) {
        if (isText(name)) {
            return true;
        }
        try {
            return of(bytes(name)).equals(name);
        } catch (IllegalArgumentException noBytes) {
            return false;
        }
    }

    /** Whether a character that is no part of a pair stands for a byte. */
    public static boolean isByte(char c) {
        return c >= FIRST && c <= LAST;
    }

    /** The name as a text that is near to it, for sentences: a byte that is no part of UTF-8 is written like {@code \\xe9}. */
    public static String shown(String name) {
        return replaced(name, c -> "\\x" + Integer.toHexString(c & 0xff));
    }

    /** The name as a text that is near to it, for programs: such a byte is U+FFFD. */
    public static String approximate(String name) {
        return replaced(name, c -> "\uFFFD");
    }

    private static String replaced(String name, IntFunction<String> byHalf) {
        if (isText(name)) {
            return name;
        }
        StringBuilder text = new StringBuilder(name.length() + 16);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isSurrogate(c)) {
                text.append(c);
            } else if (isPair(name, i)) {
                text.append(c).append(name.charAt(++i));
            } else {
                text.append(byHalf.apply(c));
            }
        }
        return text.toString();
    }

    /** Whether a reader that knows nothing but text without control characters takes the name. */
    public static boolean isPlain(String name) {
        return isText(name) && name.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isPair(String name, int at) {
        return at + 1 < name.length() && Character.isSurrogatePair(name.charAt(at), name.charAt(at + 1));
    }

    /** The name of the last component of a path; not for a root. */
    public static String of(Path path) {
        Path last = path.getFileName();
        String text = last.toString();
        boolean certain = PATHS_ARE_UTF8 ? text.indexOf('\uFFFD') < 0 : isAscii(text);
        if (certain || path.getFileSystem() != FileSystems.getDefault()) {
            return text;
        }
        String escaped = NOWHERE.resolve(last).toUri().getRawPath();
        return of(unescaped(escaped.substring(NOWHERE.toString().length() + 1)));
    }

    /** A whole path as a string, of which {@link #path} makes the path again. */
    public static String text(Path path) {
        String text = path.toString();
        if ((PATHS_ARE_UTF8 ? text.indexOf('\uFFFD') < 0 : isAscii(text))
                || path.getFileSystem() != FileSystems.getDefault()) {
            return text;
        }
        StringBuilder whole = new StringBuilder(path.isAbsolute() ? "/" : "");
        for (Path component : path) {
            whole.append(whole.length() < 2 && path.isAbsolute() || whole.isEmpty() ? "" : "/")
                    .append(of(component));
        }
        return whole.toString();
    }

    /**
     * The path of a name, which may have several components; relative unless it begins with a slash.
     *
     * @throws InvalidPathException the file system has no such path
     */
    public static Path path(FileSystem files, String name) {
        boolean certain = PATHS_ARE_UTF8 ? isText(name) : isAscii(name);
        if (certain || files != FileSystems.getDefault()) {
            return files.getPath(name);
        }
        try {
            // The one spelling that Java does not translate.
            String below = name.startsWith("/") ? name.substring(1) : name;
            Path absolute = Path.of(URI.create("file:///" + escaped(bytes(below))));
            return name.startsWith("/") ? absolute : absolute.getRoot().relativize(absolute);
        } catch (IllegalArgumentException e) {
            throw new InvalidPathException(name, e.getMessage());
        }
    }

    /** The same on this machine. */
    public static Path path(String name) {
        return path(FileSystems.getDefault(), name);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static byte[] unescaped(String path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                out.write(Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    private static String escaped(byte[] name) {
        StringBuilder out = new StringBuilder(name.length * 3);
        for (byte b : name) {
            if (b == '/') {
                out.append('/');
            } else {
                out.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return out.toString();
    }
}
