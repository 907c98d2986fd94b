package io.filetransfer.codec.http;

import io.filetransfer.codec.Append;
import io.filetransfer.codec.Limits;
import io.filetransfer.codec.NameText;
import java.util.Base64;
import java.util.HexFormat;

/** What fields of tus say, checked. */
final class TusFields {
    static final String RESUMABLE = "Tus-Resumable";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String DEFER_LENGTH = "Upload-Defer-Length";
    static final String METADATA = "Upload-Metadata";
    static final String CONCAT = "Upload-Concat";
    static final String CHECKSUM = "Upload-Checksum";
    static final String EXPIRES = "Upload-Expires";

    private static final int MAX_DIGITS = 19;

    private TusFields() {}

    /**
     * @return -1 if the field is not there
     * @throws HttpRefusal it is no number of bytes
     */
    static long bytes(HttpHead head, String name) {
        String field = head.field(name);
        if (field == null) {
            return -1;
        }
        boolean digits = !field.isEmpty()
                && field.length() <= MAX_DIGITS
                && field.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            if (digits) {
                return Long.parseLong(field);
            }
        } catch (NumberFormatException e) {
            // It is over 2^63 - 1.
        }
        throw HttpRefusal.bad(name + " is no number of bytes.");
    }

    /** @return null without one */
    static Append.Checksum checksum(HttpHead head) {
        String field = head.field(CHECKSUM);
        if (field == null) {
            return null;
        }
        int blank = field.indexOf(' ');
        for (Append.Algorithm algorithm : Append.Algorithm.values()) {
            if (blank > 0 && field.substring(0, blank).equals(algorithm.key())) {
                byte[] sum = base64(field.substring(blank + 1), CHECKSUM);
                if (sum.length == algorithm.length()) {
                    return new Append.Checksum(algorithm, HexFormat.of().formatHex(sum));
                }
            }
        }
        throw HttpRefusal.bad("The checksum is none of an algorithm that is known here.");
    }

    /**
     * As it was sent, to be told again; empty without it.
     *
     * @throws HttpRefusal it is no list of keys with values
     */
    static String metadata(HttpHead head) {
        String field = head.field(METADATA);
        if (field == null) {
            return "";
        }
        if (field.length() > Limits.NOTE / 2) {
            throw HttpRefusal.bad("The metadata is longer than " + Limits.NOTE / 2 + " bytes.");
        }
        if (!field.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw HttpRefusal.bad("The metadata has a character that is none of it.");
        }
        for (String pair : field.isEmpty() ? new String[0] : field.split(",", -1)) {
            int blank = pair.strip().indexOf(' ');
            String key = blank < 0 ? pair.strip() : pair.strip().substring(0, blank);
            if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c <= '~')) {
                throw HttpRefusal.bad("The metadata has a key that is none.");
            }
            if (blank >= 0) {
                base64(pair.strip().substring(blank + 1), METADATA);
            }
        }
        return field;
    }

    /**
     * The name in {@link #metadata}, by whichever of the keys comes first.
     *
     * @return null if there is none
     * @throws HttpRefusal it is the name of more than one thing
     */
    static String fileName(String metadata, String... keys) {
        for (String key : keys) {
            for (String pair : metadata.split(",", -1)) {
                if (pair.strip().startsWith(key + " ")) {
                    String name = NameText.of(base64(pair.strip().substring(key.length() + 1), METADATA));
                    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
                        throw HttpRefusal.bad("The name of the file in the metadata is none in a directory.");
                    }
                    return name;
                }
            }
        }
        return null;
    }

    private static byte[] base64(String text, String field) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.bad(field + " has a value that is not Base64.");
        }
    }
}
