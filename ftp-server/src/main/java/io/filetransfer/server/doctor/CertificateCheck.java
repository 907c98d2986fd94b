package io.filetransfer.server.doctor;

import io.filetransfer.server.ServerTls;
import io.filetransfer.server.tls.TlsKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** Certificate and key. */
final class CertificateCheck {
    private static final Duration SOON = Duration.ofDays(14);

    private final ServerTls tls;
    private final Instant now;

    CertificateCheck(ServerTls tls, Instant now) {
        this.tls = tls;
        this.now = now;
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        try (TlsKeys keys = TlsKeys.read(tls.certificates(), tls.key(), tls.clientAuthorities())) {
            all.add(validity(keys.certificate()));
            all.add(chain(chainOf(tls.certificates())));
            all.add(key(tls.key()));
        } catch (IOException | GeneralSecurityException e) {
            all.add(Finding.failed(
                    "certificate", String.valueOf(e.getMessage()), "name the files that belong together"));
        }
        return all;
    }

    private Finding validity(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String text = certificate.getSubjectX500Principal() + ", valid until " + until;
        if (now.isAfter(until) || now.isBefore(from)) {
            return Finding.failed(
                    "certificate", text + ", from " + from, "renew it, or set the clock: clients refuse it");
        }
        return now.plus(SOON).isAfter(until)
                ? Finding.warning("certificate", text, "renew it; a running server takes the new one up by itself")
                : Finding.ok("certificate", text + "; the key is its own");
    }

    private static List<X509Certificate> chainOf(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    /** Each is to be vouched for by the next. */
    private Finding chain(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
                chain.get(i + 1).checkValidity(Date.from(now));
            } catch (GeneralSecurityException e) {
                return Finding.failed(
                        "chain",
                        "certificate " + (i + 2) + " of the file does not vouch for the one before it: "
                                + e.getMessage(),
                        "put the server's own first, then each authority that vouches for the one before");
            }
        }
        X509Certificate own = chain.get(0);
        if (chain.size() > 1) {
            return Finding.ok("chain", chain.size() + " certificates, in their order");
        }
        return own.getIssuerX500Principal().equals(own.getSubjectX500Principal())
                ? Finding.ok("chain", "it vouches for itself: clients know it by its fingerprint")
                : Finding.warning(
                        "chain",
                        "only the server's own, issued by " + own.getIssuerX500Principal(),
                        "unless that is a root authority, put the file with the whole chain (fullchain.pem)");
    }

    private static Finding key(Path key) throws IOException {
        try {
            boolean open = Files.getPosixFilePermissions(key).stream()
                    .anyMatch(bit -> bit == PosixFilePermission.OTHERS_READ || bit == PosixFilePermission.OTHERS_WRITE);
            return open
                    ? Finding.warning("key", "everybody on this machine can read " + key, "chmod 600 " + key)
                    : Finding.ok("key", key + " is closed to others");
        } catch (UnsupportedOperationException none) {
            return Finding.ok("key", "this file system knows no permissions");
        }
    }
}
