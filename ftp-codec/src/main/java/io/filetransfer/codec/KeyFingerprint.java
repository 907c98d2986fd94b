package io.filetransfer.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * The public key of a certificate in a form that people can compare: {@code SHA256:} and the Base64 of the SHA-256 of its
 * SubjectPublicKeyInfo (RFC 5280, 4.1), without padding. A renewed certificate of the same key has the same.
 */
public final class KeyFingerprint {
    private static final String PREFIX = "SHA256:";
    private static final int LENGTH = 43;

    private KeyFingerprint() {}

    public static String of(X509Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whether the text can be one. */
    public static boolean isOne(String text) {
        return text.startsWith(PREFIX)
                && text.length() == PREFIX.length() + LENGTH
                && text.substring(PREFIX.length()).matches("[A-Za-z0-9+/]*");
    }
}
