package io.filetransfer.client;

import io.filetransfer.codec.KeyFingerprint;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * How a client knows its server, and that all it says and gets is encrypted: by TLS 1.3 or 1.2, or not at all. Immutable.
 *
 * @param authorities PEM file of certificates whose signature is trusted; null: those that the JVM trusts
 * @param fingerprints if not empty, the server's key has one of these, and neither its signature nor its name counts. As the
 *     server's log and {@code ftp-client} show it: {@code SHA256:} and the Base64 of the SHA-256 of the SubjectPublicKeyInfo
 * @param context what decides instead of all of the other values, which are null or empty then; null: these decide
 * @param certificates PEM file with this client's certificate, then those that vouch for it; null: it has none
 * @param key PEM file with the key of that certificate, in PKCS#8 and not encrypted; null as {@code certificates}
 */
public record ClientTls(Path authorities, Set<String> fingerprints, SSLContext context, Path certificates, Path key) {
    public ClientTls {
        fingerprints = Set.copyOf(fingerprints);
        check(
                fingerprints.stream().allMatch(KeyFingerprint::isOne),
                "a fingerprint is SHA256: and 43 letters of Base64");
        check(authorities == null || fingerprints.isEmpty(), "either authorities or fingerprints vouch for a server");
        check((certificates == null) == (key == null), "a certificate and its key come together");
        boolean others = authorities != null || !fingerprints.isEmpty() || certificates != null;
        check(context == null || !others, "with an SSLContext nothing else is set");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** The server's certificate is for its host's name and signed by an authority that the JVM trusts. */
    public static ClientTls system() {
        return new ClientTls(null, Set.of(), null, null, null);
    }

    /** The server's certificate is for its host's name and signed by an authority of this file. */
    public static ClientTls authorities(Path pem) {
        return new ClientTls(Objects.requireNonNull(pem), Set.of(), null, null, null);
    }

    /** The server has one of these keys. */
    public static ClientTls fingerprints(String... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("no fingerprint was given");
        }
        return new ClientTls(null, Set.of(keys), null, null, null);
    }

    /** What the context says, and the server's certificate is for its host's name. Encryption is the JDK's own. */
    public static ClientTls of(SSLContext context) {
        return new ClientTls(null, Set.of(), Objects.requireNonNull(context), null, null);
    }

    /**
     * The manager trusts the server's certificate. That it is for its host's name is checked besides, unless the manager is
     * an {@link javax.net.ssl.X509ExtendedTrustManager}: that does all by itself. Encryption is the JDK's own.
     */
    public static ClientTls trusting(X509TrustManager manager) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {Objects.requireNonNull(manager)}, null);
            return of(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }

    /** The same with a certificate of this client, for servers that ask for one. */
    public ClientTls withCertificate(Path certificates, Path key) {
        return new ClientTls(
                authorities, fingerprints, context, Objects.requireNonNull(certificates), Objects.requireNonNull(key));
    }
}
