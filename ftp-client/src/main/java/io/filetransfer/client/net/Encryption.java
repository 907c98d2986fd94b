package io.filetransfer.client.net;

import io.filetransfer.client.ClientConfig;
import io.filetransfer.client.ClientTls;
import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.failure.Failures;
import io.filetransfer.codec.body.TlsRecords;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Makes the TLS handlers of a client's connections; what they share is read once. Safe for use by many threads. */
final class Encryption {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final ClientConfig config;
    private final ClientTls tls;
    private final Object reading = new Object();
    /** Guarded by this. */
    private SslContext context;

    private boolean closed;

    Encryption(ClientConfig config) {
        this.config = config;
        this.tls = config.tls();
    }

    /**
     * Reads keys and authorities, once. Waits for the disk.
     *
     * @throws FileTransferException with the reason if that cannot be done
     */
    void prepare() {
        synchronized (reading) { // not the lock that event loops take
            if (!isOpen()) {
                return;
            }
            SslContext made = tls.context() != null ? given() : made();
            synchronized (this) {
                if (closed) {
                    ReferenceCountUtil.release(made);
                } else {
                    context = made;
                }
            }
        }
    }

    /** Whether something is to be read. */
    private synchronized boolean isOpen() {
        return context == null && !closed;
    }

    private SslContext given() {
        return new JdkSslContext(
                tls.context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED,
                ClientAuth.NONE,
                PROTOCOLS,
                false);
    }

    private SslContext made() {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(PROTOCOLS)
                .trustManager(ServerCheck.of(tls));
        if (tls.certificates() != null) {
            try {
                OwnCertificate.requirePair(tls.certificates(), tls.key());
                builder.keyManager(file(tls.certificates()), file(tls.key()));
            } catch (IllegalArgumentException e) {
                throw unusable(tls.certificates() + ", " + tls.key(), e);
            } catch (IOException e) {
                throw Failures.local(tls.certificates() + ", " + tls.key(), e);
            }
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw unusable(String.valueOf(tls.certificates()), e);
        }
    }

    private static File file(Path path) {
        return path.toFile();
    }

    private static FileTransferException unusable(String files, Exception cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return Failures.local(files, new IOException("cannot be used for TLS: " + reason.getMessage(), cause));
    }

    /** The handler of a new connection. After {@link #prepare}. */
    synchronized SslHandler handler(ByteBufAllocator allocator) {
        if (closed) {
            throw new IllegalStateException("The client was closed");
        }
        SslHandler handler = context.newHandler(allocator, config.host(), config.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
        handler.setWrapDataSize(TlsRecords.BATCH);
        return handler;
    }

    /** Connections that stand keep what they need; there are no more of them. */
    synchronized void close() {
        closed = true;
        ReferenceCountUtil.release(context);
        context = null;
    }
}
