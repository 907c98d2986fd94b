package io.filetransfer.client.failure;

import io.filetransfer.codec.Printable;
import io.netty.handler.codec.DecoderException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * A server's alert that it does not take this client's encrypted connection, for example for the certificate that it shows.
 * In TLS 1.3 it comes after the client's side of the handshake is over. The same comes again at each attempt.
 */
final class TlsAlert {
    private TlsAlert() {}

    /** Whether it is one, by the texts of both providers; not one that says that bytes were damaged on the way. */
    static boolean isFatal(Throwable cause) {
        String text = text(cause).toUpperCase(Locale.ROOT);
        return (text.contains("_ALERT_") || text.contains("FATAL ALERT")) && !text.contains("BAD_RECORD_MAC");
    }

    private static String text(Throwable cause) {
        Throwable inner = cause instanceof DecoderException ? cause.getCause() : cause;
        return inner instanceof SSLException ? String.valueOf(inner.getMessage()) : "";
    }

    /** {@code error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR} is an internal error. */
    static String reason(Throwable cause) {
        String text = text(cause);
        String last = text.substring(text.lastIndexOf(':') + 1).strip();
        String name = last.substring(last.indexOf("_ALERT_") < 0 ? 0 : last.indexOf("_ALERT_") + "_ALERT_".length());
        return Printable.of(name.toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
