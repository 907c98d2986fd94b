package io.filetransfer.codec.http;

import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import java.util.Base64;
import java.util.Locale;

/** Digests in fields (RFC 9530): {@code sha-256=:base64:} and {@code crc32c=:base64:}. Others are not known here. */
final class DigestFields {
    static final String REPR = "Repr-Digest";
    static final String CONTENT = "Content-Digest";
    static final String WANT_REPR = "Want-Repr-Digest";

    private DigestFields() {}

    /** @param digest not {@link Digest#NONE} */
    static String write(Digest digest) {
        return key(digest.algorithm()) + "=:" + Base64.getEncoder().encodeToString(digest.bytes()) + ":";
    }

    private static String key(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> "sha-256";
            case CRC32C -> "crc32c";
            case NONE -> throw new IllegalArgumentException("No digest");
        };
    }

    /**
     * What the content of a request is to have: the strongest digest that is known here, of both fields.
     *
     * @return {@link Digest#NONE} if none is given
     * @throws HttpRefusal a field is no list of digests, or two do not agree
     */
    static Digest given(HttpHead head) {
        Digest content = strongest(head.field(CONTENT));
        Digest whole = strongest(head.field(REPR));
        if (content.algorithm() == whole.algorithm() && !content.equals(whole)) {
            throw HttpRefusal.bad("The digests of the content do not agree.");
        }
        return whole.algorithm().compareTo(content.algorithm()) > 0 ? whole : content;
    }

    private static Digest strongest(String field) {
        Digest found = Digest.NONE;
        if (field == null) {
            return found;
        }
        for (String member : field.split(",", -1)) {
            Digest digest = parse(member.strip());
            if (digest.algorithm().compareTo(found.algorithm()) > 0) {
                found = digest;
            } else if (digest.algorithm() == found.algorithm() && !digest.equals(found)) {
                throw HttpRefusal.bad("The digests of the content do not agree.");
            }
        }
        return found;
    }

    private static Digest parse(String member) {
        int equals = member.indexOf('=');
        boolean bytes =
                equals > 0 && member.length() >= equals + 3 && member.charAt(equals + 1) == ':' && member.endsWith(":");
        if (!bytes) {
            throw HttpRefusal.bad("A digest is not written like sha-256=:base64:.");
        }
        DigestAlgorithm algorithm = algorithm(member.substring(0, equals));
        if (algorithm == DigestAlgorithm.NONE) {
            return Digest.NONE;
        }
        try {
            return Digest.of(algorithm, Base64.getDecoder().decode(member.substring(equals + 2, member.length() - 1)));
        } catch (IllegalArgumentException e) {
            throw HttpRefusal.bad("A digest of " + member.substring(0, equals) + " is none.");
        }
    }

    private static DigestAlgorithm algorithm(String key) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "sha-256" -> DigestAlgorithm.SHA256;
            case "crc32c" -> DigestAlgorithm.CRC32C;
            default -> DigestAlgorithm.NONE;
        };
    }

    /** What a client compares with the digest that comes with the whole content; NONE if it does not say so. */
    static DigestAlgorithm compared(HttpHead head) {
        String field = head.field(WANT_REPR);
        if (field == null) {
            return DigestAlgorithm.NONE;
        }
        DigestAlgorithm compared = DigestAlgorithm.NONE;
        for (String member : field.split(",", -1)) {
            int equals = member.indexOf('=');
            boolean unwanted =
                    equals < 0 || member.substring(equals + 1).strip().equals("0");
            DigestAlgorithm wanted = unwanted
                    ? DigestAlgorithm.NONE
                    : algorithm(member.substring(0, equals).strip());
            // Contents are kept with CRC-32C, so that is the one that needs no reading.
            compared = wanted == DigestAlgorithm.CRC32C || compared == DigestAlgorithm.NONE ? wanted : compared;
        }
        return compared;
    }
}
