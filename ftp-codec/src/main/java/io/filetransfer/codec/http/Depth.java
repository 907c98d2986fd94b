package io.filetransfer.codec.http;

import java.util.Locale;

/** How far below a directory a request reaches (RFC 4918, 10.2). */
enum Depth {
    ZERO,
    ONE,
    INFINITY;

    /**
     * @param otherwise what is meant without the field
     * @throws HttpRefusal it is none
     */
    static Depth of(HttpHead head, Depth otherwise) {
        String field = head.field("Depth");
        if (field == null) {
            return otherwise;
        }
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "0" -> ZERO;
            case "1" -> ONE;
            case "infinity" -> INFINITY;
            default -> throw HttpRefusal.bad("A depth is 0, 1 or infinity.");
        };
    }
}
