package io.filetransfer.server.quota;

/** Files, and the bytes in them. Sums that are too large are the greatest number. */
record Use(long bytes, long files) {
    static final Use NOTHING = new Use(0, 0);

    static Use file(long bytes) {
        return new Use(bytes, 1);
    }

    Use plus(Use more) {
        return new Use(plus(bytes, more.bytes), plus(files, more.files));
    }

    /** May be negative while it is being counted. */
    Use minus(Use less) {
        return new Use(bytes - less.bytes, files - less.files);
    }

    private static long plus(long a, long b) {
        return b > 0 && a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
