package io.filetransfer.codec;

/** Where links are found, over HTTP. The secret is a part of the path, and is no part of any name from here on. */
public final class LinkAddress {
    private static final String PREFIX = "/" + ReservedNames.AT_THE_TOP + "/link/";

    private LinkAddress() {}

    /** The path of a link. */
    public static String of(String secret) {
        return PREFIX + secret;
    }

    /** Null if the path is not a link's. */
    public static String secret(String path) {
        if (!path.startsWith(PREFIX)) {
            return null;
        }
        String secret = path.substring(PREFIX.length(), end(path));
        return isOne(secret) ? secret : "-"; // one that there is not
    }

    /** What follows it; empty or with a slash in front. */
    public static String rest(String path) {
        return path.substring(end(path));
    }

    private static int end(String path) {
        int slash = path.indexOf('/', PREFIX.length());
        return slash < 0 ? path.length() : slash;
    }

    /** The characters of Base64 in addresses: no more could be in a field of an answer as they stand. */
    private static boolean isOne(String secret) {
        return secret.length() > 1
                && secret.length() <= 64
                && secret.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '-'
                                || c == '_');
    }
}
