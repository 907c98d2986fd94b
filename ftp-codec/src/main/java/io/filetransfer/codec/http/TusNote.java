package io.filetransfer.codec.http;

/**
 * What this dialect keeps with an upload, as a text.
 *
 * @param metadata as the client sent it
 * @param partial whether it is only for being joined with others
 */
record TusNote(String metadata, boolean partial) {
    private static final String PARTIAL = "partial:";
    private static final String WHOLE = "whole:";

    String text() {
        return (partial ? PARTIAL : WHOLE) + metadata;
    }

    /** @return null if this dialect has kept none */
    static TusNote of(String text) {
        if (text != null && text.startsWith(PARTIAL)) {
            return new TusNote(text.substring(PARTIAL.length()), true);
        }
        return text != null && text.startsWith(WHOLE) ? new TusNote(text.substring(WHOLE.length()), false) : null;
    }
}
