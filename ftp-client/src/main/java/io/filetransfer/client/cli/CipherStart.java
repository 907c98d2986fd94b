package io.filetransfer.client.cli;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Has the JDK find its ciphers and certificates' rules while the command line is read. Whatever encrypts waits for that, and
 * it takes a third of a short command. Only classes of the JDK are touched: two threads that begin with the network
 * library's could wait for each other.
 */
final class CipherStart implements Runnable {
    private CipherStart() {}

    /** On a thread that keeps nothing from ending. */
    static void begin() {
        Thread thread = new Thread(new CipherStart(), "cipher-start");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            CertificateFactory.getInstance("X.509");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            context.createSSLEngine().getSupportedCipherSuites();
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        } catch (GeneralSecurityException e) {
            // Whoever needs it meets the same, and says so.
        }
    }
}
