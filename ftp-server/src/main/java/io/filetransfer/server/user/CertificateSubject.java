package io.filetransfer.server.user;

import javax.security.auth.x500.X500Principal;

/** The subject of a certificate, however it is spelled. */
final class CertificateSubject {
    private CertificateSubject() {}

    /**
     * The same for all spellings of one subject: blanks and capitals do not count (RFC 5280, 7.1).
     *
     * @param text as RFC 2253 writes it, the user's own part first
     * @throws IllegalArgumentException with a sentence for the operator if it is none
     */
    static String canonical(String text) {
        try {
            return new X500Principal(text).getName(X500Principal.CANONICAL);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the subject of a certificate is written as CN=alice,O=Example, not as " + text, e);
        }
    }
}
