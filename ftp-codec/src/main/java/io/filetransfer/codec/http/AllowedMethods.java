package io.filetransfer.codec.http;

/** What the field Allow says. */
final class AllowedMethods {
    private static final String OF_FILES =
            "GET, HEAD, PUT, POST, DELETE, OPTIONS, PROPFIND, PROPPATCH, COPY, MOVE, LOCK, UNLOCK";
    static final String OF_DIRECTORIES =
            "GET, HEAD, POST, DELETE, OPTIONS, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK";

    private AllowedMethods() {}

    static String of(HttpHead head) {
        return head.directory() ? OF_DIRECTORIES : OF_FILES;
    }
}
