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
    /**
     * The authorities that come with the JDK, a hundred and more: whoever has another one vouch for a server waits until they
     * are read, as rules for names differ. That would be on the event loop, in the handshake.
     */
    static final String ANCHORS = "sun.security.util.AnchorCertificates";

    private final boolean authorities;

    private CipherStart(boolean authorities) {
        this.authorities = authorities;
    }

    /**
     * On a thread that keeps nothing from ending.
     *
     * @param args of the command line, of which nobody knows yet what they mean
     */
    static void begin(String... args) {
        boolean authorities = false;
        for (String arg : args) {
            authorities |= arg.startsWith("--ca") || arg.equals("--tls") || arg.startsWith("fts:");
        }
        Thread thread = new Thread(new CipherStart(authorities), "cipher-start");
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
            if (authorities) {
                Class.forName(ANCHORS, true, null);
            }
        } catch (GeneralSecurityException | ClassNotFoundException e) {
            // Whoever needs it meets the same, and says so.
        }
    }
}
