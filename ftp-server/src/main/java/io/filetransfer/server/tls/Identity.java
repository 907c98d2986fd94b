package io.filetransfer.server.tls;

import io.filetransfer.codec.KeyMatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Who a server is: its private key and the certificates that vouch for it, its own first.
 *
 * @param chain not empty
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
    /** No file with a key or a chain is nearly as large. */
    private static final long MAX_FILE = 1 << 20;

    /**
     * Reads PEM files, as certbot and openssl write them.
     *
     * @throws IOException with a sentence for the operator, also if key and certificate are not a pair
     */
    static Identity read(Path certificates, Path key) throws IOException {
        Identity identity = new Identity(certificates(certificates), privateKey(key));
        if (!KeyMatch.isPair(identity.chain.get(0).getPublicKey(), identity.key)) {
            throw new IOException("the key in " + key + " is not that of the first certificate in " + certificates);
        }
        return identity;
    }

    /** Whether it is no secret on this machine. */
    static boolean isReadByAll(Path key) throws IOException {
        try {
            return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ);
        } catch (UnsupportedOperationException noPermissions) {
            return false;
        }
    }

    /** Of a chain, or of authorities; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try (InputStream in = open(file)) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (all.isEmpty()) {
                throw new IOException("there is no certificate in " + file);
            }
            return all;
        } catch (CertificateException e) {
            throw new IOException("the certificates in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        open(file).close();
        try (Reader text = Files.newBufferedReader(file);
                PEMParser pem = new PEMParser(text)) {
            for (Object found = pem.readObject(); found != null; found = pem.readObject()) {
                if (found instanceof PEMEncryptedKeyPair || found instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new IOException(
                            "the key in " + file + " is encrypted; store it decrypted, readable by the server alone");
                }
                PrivateKeyInfo info = found instanceof PEMKeyPair pair
                        ? pair.getPrivateKeyInfo()
                        : found instanceof PrivateKeyInfo plain ? plain : null;
                if (info != null) {
                    return decode(info, file);
                }
            }
        } catch (java.nio.charset.MalformedInputException e) {
            throw new IOException("there is no PEM text in " + file, e);
        } catch (PEMException | RuntimeException e) { // what the parser throws for bytes that are no key
            throw new IOException("the key in " + file + " cannot be read", e);
        }
        throw new IOException("there is no private key in " + file);
    }

    private static PrivateKey decode(PrivateKeyInfo info, Path file) throws IOException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(info.getEncoded());
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException otherKind) {
                // The next one.
            }
        }
        throw new IOException("the key in " + file + " is of a kind that is not supported; RSA, EC and Ed25519 are");
    }

    private static InputStream open(Path file) throws IOException {
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new IOException(file + " is not a file");
            }
            if (Files.size(file) > MAX_FILE) {
                throw new IOException(file + " is too large to hold a key or certificates");
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException(file + " may not be read", e);
        }
    }
}
