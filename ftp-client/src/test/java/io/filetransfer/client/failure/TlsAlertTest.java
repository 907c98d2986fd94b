package io.filetransfer.client.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.ErrorCode;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsAlertTest {
    private static final Throwable NATIVE = new DecoderException(
            new SSLException("error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED"));

    private static final Throwable OF_THE_JDK =
            new SSLHandshakeException("(certificate_unknown) Received fatal alert: certificate_unknown");

    private static ClientConfig config(ClientTls tls) {
        return ClientConfig.builder().host("::1").port(9).tls(tls).build();
    }

    @Test
    void bothProvidersTellOne() {
        assertTrue(TlsAlert.isFatal(NATIVE));
        assertTrue(TlsAlert.isFatal(OF_THE_JDK));
        assertFalse(
                TlsAlert.isFatal(new SSLException("error:100003fc:SSL:OPENSSL_internal:SSLV3_ALERT_BAD_RECORD_MAC")));
        assertFalse(TlsAlert.isFatal(new SSLException((String) null)));
        assertFalse(TlsAlert.isFatal(new IOException("Received fatal alert: unknown_ca")));
        assertFalse(TlsAlert.isFatal(new DecoderException("TLSV1_ALERT_INTERNAL_ERROR")));
    }

    /** It is not tried again, and the certificate is a guess only where there is one. */
    @Test
    void theServerIsSaidToHaveRefused() {
        FileTransferException plain = Failures.beforeAnswer(config(ClientTls.system()), NATIVE);
        assertEquals("[::1]:9: The server refused the encrypted connection (certificate required)", plain.getMessage());
        assertEquals(ErrorCode.UNTRUSTED, plain.code());
        assertFalse(plain.mayRetry());
        assertEquals(Remedy.OVER, RetryPolicy.remedy(RetryPolicy.Phase.REQUEST, plain));

        ClientTls own = ClientTls.system().withCertificate(Path.of("/c.pem"), Path.of("/c.key"));
        String told = Failures.notEncrypted(config(own), OF_THE_JDK).getMessage();
        assertEquals(
                "[::1]:9: The server refused the encrypted connection (certificate unknown); perhaps it does not take "
                        + "the certificate of this client",
                told);
    }

    @Test
    void anAddressHasItsBrackets() {
        assertEquals(
                "The connection to [::1]:9 was lost: the server closed it",
                Failures.lost(config(null), null).getMessage());
    }
}
