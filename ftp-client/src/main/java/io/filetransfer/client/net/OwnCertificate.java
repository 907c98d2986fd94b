package io.filetransfer.client.net;

import io.filetransfer.codec.KeyMatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate by which a client says who it is, with its key. */
final class OwnCertificate {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final int LONGEST = 1 << 20;

    private OwnCertificate() {}

    /**
     * The engines say it in words of their own, or not before a server has refused the handshake. What cannot be read here
     * is theirs to report.
     *
     * @throws IOException with a sentence if the key is that of another certificate
     */
    static void requirePair(Path certificates, Path key) throws IOException {
        PrivateKey own = key(key);
        Certificate first = first(certificates);
        if (own != null && first != null && !KeyMatch.isPair(first.getPublicKey(), own)) {
            throw new IOException("the key in " + key + " is not that of the first certificate in " + certificates);
        }
    }

    private static Certificate first(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher found;
        try (InputStream in = Files.newInputStream(file)) {
            found = KEY.matcher(new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
        }
        if (!found.find()) {
            return null;
        }
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException otherKind) {
                // The next one.
            }
        }
        return null;
    }
}
