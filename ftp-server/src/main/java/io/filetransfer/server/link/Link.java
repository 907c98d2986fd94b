package io.filetransfer.server.link;

import io.filetransfer.codec.LinkKind;
import io.filetransfer.server.storage.SafePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A link as it is kept. Its secret has 256 random bits, so that a plain SHA-256 of it can be kept: there is nothing to guess.
 *
 * @param hash hexadecimal, of the secret
 * @param user who made it
 * @param path in that user's own names
 * @param password as the users' passwords are hashed; null: none
 * @param uses how often it may be used; {@link Long#MAX_VALUE} for any number
 */
public record Link(
        String hash,
        String user,
        SafePath path,
        LinkKind kind,
        Instant made,
        Instant expires,
        String password,
        long uses) {
    /** Where nothing is said. */
    public static final Duration USUAL_LIFE = Duration.ofDays(7);

    /** So that one that everybody has forgotten does not stay open. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    public static final long MOST_USES = 1_000_000;

    private static final int BYTES = 32;
    private static final int ID_LENGTH = 12;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{" + ID_LENGTH + "}");

    /** A new secret, as it stands in addresses. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hash(String secret) {
        try {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** By which people name it; opens nothing. */
    public String id() {
        return hash.substring(0, ID_LENGTH);
    }

    public boolean hasLimit() {
        return uses != Long.MAX_VALUE;
    }

    /** Whether its time is not over. */
    public boolean isValid(Instant now) {
        return now.isBefore(expires);
    }
}
