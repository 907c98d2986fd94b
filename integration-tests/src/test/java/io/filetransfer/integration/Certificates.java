package io.filetransfer.integration;

import io.filetransfer.codec.KeyFingerprint;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and certificates of it, as files in a directory. */
final class Certificates {
    private final Path directory;
    private final X509Bundle authority;
    private final Path authorityFile;

    Certificates(Path directory) throws Exception {
        this.directory = directory;
        this.authority = builder("authority").setIsCertificateAuthority(true).buildSelfSigned();
        this.authorityFile = Files.writeString(directory.resolve("authority.pem"), authority.getCertificatePEM());
    }

    /** A certificate with its key. */
    record Pair(Path certificates, Path key, String fingerprint) {}

    Path authority() {
        return authorityFile;
    }

    /** One that trusts the authority. */
    SSLContext context() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authorityFile)) {
            store.setCertificateEntry(
                    "a", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** For 127.0.0.1 and localhost, from the authority. */
    Pair good(String name) throws Exception {
        return write(name, forThisMachine(name).buildIssuedBy(authority));
    }

    Pair selfSigned(String name) throws Exception {
        return write(name, forThisMachine(name).setIsCertificateAuthority(true).buildSelfSigned());
    }

    Pair ofAnotherHost(String name) throws Exception {
        return write(name, builder(name).addSanDnsName("elsewhere.example").buildIssuedBy(authority));
    }

    Pair expired(String name) throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        return write(
                name,
                forThisMachine(name)
                        .notBefore(yesterday.minus(Duration.ofDays(1)))
                        .notAfter(yesterday)
                        .buildIssuedBy(authority));
    }

    Pair notYetValid(String name) throws Exception {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return write(
                name,
                forThisMachine(name)
                        .notBefore(tomorrow)
                        .notAfter(tomorrow.plus(Duration.ofDays(1)))
                        .buildIssuedBy(authority));
    }

    private static CertificateBuilder forThisMachine(String name) {
        return builder(name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1");
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().subject("CN=" + name).ecp256();
    }

    private Pair write(String name, X509Bundle bundle) throws Exception {
        Path certificates = Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
        return new Pair(certificates, key, KeyFingerprint.of(bundle.getCertificate()));
    }
}
