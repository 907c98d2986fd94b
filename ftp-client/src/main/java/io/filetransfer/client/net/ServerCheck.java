package io.filetransfer.client.net;

import io.filetransfer.client.ClientTls;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.client.failure.UntrustedCertificateException;
import io.filetransfer.codec.KeyFingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether a server is the one that is meant: by the fingerprint of its key, or by who signed its certificate and for which
 * host. Whoever is refused is told of by fingerprint.
 */
final class ServerCheck extends X509ExtendedTrustManager {
    private final Set<String> fingerprints;
    private final X509ExtendedTrustManager authorities;

    private ServerCheck(Set<String> fingerprints, X509ExtendedTrustManager authorities) {
        this.fingerprints = fingerprints;
        this.authorities = authorities;
    }

    /** Reads files. */
    static ServerCheck of(ClientTls tls) {
        return new ServerCheck(
                tls.fingerprints(), tls.fingerprints().isEmpty() ? authorities(tls.authorities()) : null);
    }

    /** @param pem null for those that the JVM trusts */
    private static X509ExtendedTrustManager authorities(Path pem) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(pem == null ? null : store(pem));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("The JDK has no extended trust manager");
        } catch (GeneralSecurityException e) {
            throw Failures.local(String.valueOf(pem), new IOException(e.getMessage(), e));
        }
    }

    private static KeyStore store(Path pem) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("there is no certificate in it");
            }
            return store;
        } catch (IOException e) {
            throw Failures.local(pem, e);
        } catch (CertificateException e) {
            throw Failures.local(pem, new IOException("its certificates cannot be read: " + e.getMessage(), e));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        X509Certificate server = chain[0];
        String fingerprint = KeyFingerprint.of(server);
        if (authorities == null) {
            if (!fingerprints.contains(fingerprint)) {
                throw new UntrustedCertificateException(
                        fingerprint,
                        true,
                        "its key is another one than the expected " + String.join(" or ", fingerprints),
                        null);
            }
            return;
        }
        try {
            authorities.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw new UntrustedCertificateException(fingerprint, false, reason(server, e), e);
        }
    }

    private static String reason(X509Certificate server, CertificateException refusal) {
        try {
            server.checkValidity();
        } catch (java.security.cert.CertificateExpiredException e) {
            return "its certificate expired on " + server.getNotAfter().toInstant();
        } catch (java.security.cert.CertificateNotYetValidException e) {
            return "its certificate is valid from " + server.getNotBefore().toInstant() + " only";
        }
        String told = String.valueOf(refusal.getMessage());
        if (told.startsWith("No ")) { // the JDK's words for a name that does not match
            return "its certificate is for another host (" + told + ")";
        }
        return server.getSubjectX500Principal().equals(server.getIssuerX500Principal())
                ? "nobody but itself vouches for it"
                : "its certificate is signed by nobody who is trusted here";
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("The connection is not known");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("The connection is not known");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("This is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("This is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("This is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
