package io.filetransfer.client.failure;

import java.security.cert.CertificateException;

/** A server is not the one that is meant, or it is not certain that it is. */
public final class UntrustedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String fingerprint;
    private final boolean changed;

    /**
     * @param fingerprint of the server's key
     * @param changed whether another one was expected
     */
    public UntrustedCertificateException(String fingerprint, boolean changed, String reason, Throwable cause) {
        super(reason, cause);
        this.fingerprint = fingerprint;
        this.changed = changed;
    }

    String fingerprint() {
        return fingerprint;
    }

    boolean isChanged() {
        return changed;
    }
}
