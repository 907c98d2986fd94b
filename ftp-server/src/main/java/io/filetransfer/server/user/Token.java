package io.filetransfer.server.user;

import io.filetransfer.server.storage.SafePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * A secret that stands for a user. It has 256 random bits, so that a plain SHA-256 of it can be kept: there is nothing to
 * guess.
 *
 * @param label what the user calls it
 * @param hash hexadecimal, of the token
 * @param expires null for never
 * @param allowed at most this of what its user may do
 * @param path in the user's own names, and what is below it
 */
record Token(String label, String hash, Instant expires, Set<Permission> allowed, SafePath path) {
    /** So that whoever finds one knows what it is. */
    private static final String PREFIX = "ftt_";

    private static final int BYTES = 32;

    Token {
        allowed = Set.copyOf(allowed);
    }

    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hash(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    boolean isValid(Instant now) {
        return expires == null || now.isBefore(expires);
    }
}
