package io.filetransfer.server.tls;

import io.filetransfer.codec.KeyFingerprint;
import io.filetransfer.codec.body.TlsRecords;
import io.filetransfer.server.watch.FileWatch;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The certificate and key that new connections are encrypted with. Files that changed are taken up by {@link #refresh};
 * what cannot be used is reported, and the last that could stays. Safe for use by many threads.
 */
public final class TlsKeys implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Whoever has such a certificate should have replaced it by now. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption only (RFC 9325, 4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Path certificates;
    private final Path key;
    private final Path authorities;

    /** Guarded by this, as its tickets. */
    private SslContext context;

    private SessionTickets tickets;

    /** The server's own, that is in use. */
    private volatile X509Certificate certificate;

    private final FileWatch files;
    private final LongSupplier nanos;

    private TlsKeys(Path certificates, Path key, Path authorities, LongSupplier nanos) {
        this.certificates = certificates;
        this.key = key;
        this.authorities = authorities;
        this.nanos = nanos;
        this.files = new FileWatch(
                authorities == null ? List.of(certificates, key) : List.of(certificates, key, authorities));
    }

    /**
     * @param certificates the server's own first, then those that vouch for it; PEM
     * @param key PEM, not encrypted
     * @param authorities whose clients' certificates are accepted; null: none is asked for
     * @throws IOException with a sentence for the operator
     */
    public static TlsKeys read(Path certificates, Path key, Path authorities) throws IOException {
        return read(certificates, key, authorities, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward */
    static TlsKeys read(Path certificates, Path key, Path authorities, LongSupplier nanos) throws IOException {
        TlsKeys keys = new TlsKeys(certificates, key, authorities, nanos);
        keys.take(keys.build());
        return keys;
    }

    /** What does the encryption: the library that is there, or the JDK. */
    public static String engine() {
        return OpenSsl.isAvailable() ? "BoringSSL" : "the JDK";
    }

    /** The server's own, as clients get it now. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The handler of a new connection. */
    public synchronized SslHandler handler(ByteBufAllocator allocator, Duration handshakeTimeout) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        handler.setWrapDataSize(TlsRecords.BATCH);
        return handler;
    }

    /** Takes up files that changed since they were looked at last. Reads files: not for event loops. */
    public void refresh() {
        refreshTickets();
        files.refresh("the certificate or its key", () -> take(build()));
    }

    /** Takes the files up, also if they seem to be the same. */
    public void again() {
        files.again("the certificate or its key", () -> take(build()));
    }

    private SslContext build() throws IOException {
        Identity identity = Identity.read(certificates, key);
        SslContextBuilder builder = SslContextBuilder.forServer(
                        identity.key(), identity.chain().toArray(X509Certificate[]::new))
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
        if (authorities != null) {
            builder.trustManager(Identity.certificates(authorities).toArray(X509Certificate[]::new))
                    .clientAuth(ClientAuth.OPTIONAL);
        }
        SslContext built = builder.build();
        if (Identity.isReadByAll(key)) {
            LOG.warn("everybody on this machine can read the key in {}", key);
        }
        describe(identity.chain().get(0));
        certificate = identity.chain().get(0);
        return built;
    }

    private static void describe(X509Certificate certificate) {
        Instant expires = certificate.getNotAfter().toInstant();
        LOG.info(
                "certificate of {}, valid until {}, key {}",
                certificate.getSubjectX500Principal(),
                expires,
                KeyFingerprint.of(certificate));
        if (Instant.now().plus(EXPIRES_SOON).isAfter(expires)) {
            LOG.warn("the certificate is valid until {} only", expires);
        }
    }

    private synchronized void refreshTickets() {
        if (context != null) {
            tickets.refresh();
        }
    }

    /** How many sessions went on so far with these files; for tests. */
    synchronized long resumed() {
        return tickets.resumed();
    }

    private synchronized void take(SslContext next) {
        SslContext last = context;
        context = next;
        tickets = new SessionTickets(next, nanos); // what was sealed for other files is of no use for these
        ReferenceCountUtil.release(last); // connections that it was made for hold it as long as they need it
    }

    /** No handler is made after this. */
    @Override
    public synchronized void close() {
        ReferenceCountUtil.release(context);
        context = null;
    }
}
