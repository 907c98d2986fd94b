package io.filetransfer.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsKeysTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private static X509Bundle bundle(CertificateBuilder.Algorithm algorithm) throws Exception {
        return new CertificateBuilder()
                .subject("CN=test")
                .algorithm(algorithm)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String pem(String type, byte[] bytes) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new PemObject(type, bytes));
        }
        return text.toString();
    }

    /** The certificate that the next connection gets. */
    private static Certificate shown(TlsKeys keys) throws Exception {
        SslContext trusting = trusting().build();
        try {
            return connect(trusting, keys).server();
        } finally {
            ReferenceCountUtil.release(trusting);
        }
    }

    private static SslContextBuilder trusting() {
        return SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null);
    }

    /** What each side knows of the other; null for a client without a certificate. */
    private record Known(Certificate server, Certificate client) {}

    private static Known connect(SslContext from, TlsKeys to) throws Exception {
        SslHandler handler = from.newHandler(UnpooledByteBufAllocator.DEFAULT, "localhost", 1);
        SslHandler other = to.handler(UnpooledByteBufAllocator.DEFAULT, LIMIT);
        EmbeddedChannel server = new EmbeddedChannel(other);
        EmbeddedChannel client = new EmbeddedChannel(handler);
        try {
            for (int flights = 0; flights < 10; flights++) {
                pass(client, server);
                pass(server, client);
            }
            client.writeOutbound(Unpooled.copiedBuffer(new byte[1]));
            pass(client, server);
            server.writeOutbound(Unpooled.copiedBuffer(new byte[1])); // tickets go out with the first answer
            pass(server, client);
            handler.handshakeFuture().get(1, TimeUnit.SECONDS);
            other.handshakeFuture().get(1, TimeUnit.SECONDS);
            return new Known(peer(handler), peer(other));
        } finally {
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
    }

    private static Certificate peer(SslHandler handler) {
        try {
            return handler.engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf flight = from.readOutbound(); flight != null; flight = from.readOutbound()) {
            to.writeInbound(flight);
        }
    }

    @Test
    void whatIsReplacedIsTakenUpIfItCanServe() throws Exception {
        X509Bundle first = bundle(CertificateBuilder.Algorithm.ecp256);
        X509Bundle second = bundle(CertificateBuilder.Algorithm.rsa2048);
        Path chain = write("chain", first.getCertificatePathPEM());
        Path key = write("key", first.getPrivateKeyPEM());
        try (TlsKeys keys = TlsKeys.read(chain, key, null)) {
            assertEquals(first.getCertificate(), shown(keys));
            write("chain", second.getCertificatePathPEM());
            keys.refresh(); // between the two writes of whoever replaces them
            assertEquals(first.getCertificate(), shown(keys));
            write("key", second.getPrivateKeyPEM());
            keys.refresh();
            assertEquals(second.getCertificate(), shown(keys));
            Files.delete(key);
            keys.refresh();
            assertEquals(second.getCertificate(), shown(keys));
            write("key", second.getPrivateKeyPEM());
            keys.refresh();
            assertEquals(second.getCertificate(), shown(keys));
        }
    }

    @Test
    void sessionsGoOnAlsoThoseOfClientsWithACertificate() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "the JDK's engine makes tickets by itself");
        X509Bundle own = bundle(CertificateBuilder.Algorithm.ecp256);
        Path chain = write("chain", own.getCertificatePathPEM());
        Path key = write("key", own.getPrivateKeyPEM());
        X509Bundle user = bundle(CertificateBuilder.Algorithm.ecp256);
        Path authority = write("authority", user.getCertificatePathPEM());
        AtomicLong now = new AtomicLong();
        SslContext known = trusting()
                .keyManager(user.getKeyPair().getPrivate(), user.getCertificate())
                .build();
        try (TlsKeys keys = TlsKeys.read(chain, key, authority, now::get)) {
            for (int before = 0; before < 4; before++) {
                assertEquals(new Known(own.getCertificate(), user.getCertificate()), connect(known, keys));
                assertEquals(before, keys.resumed());
            }
            turn(keys, now);
            connect(known, keys);
            assertEquals(4, keys.resumed(), "the last key still opens");
            turn(keys, now);
            turn(keys, now);
            connect(known, keys);
            assertEquals(4, keys.resumed(), "the one before it does not");
            keys.again();
            assertEquals(new Known(own.getCertificate(), user.getCertificate()), connect(known, keys));
            assertEquals(0, keys.resumed(), "with files that are read anew all begin anew");
        } finally {
            ReferenceCountUtil.release(known);
        }
    }

    private static void turn(TlsKeys keys, AtomicLong now) {
        now.addAndGet(SessionTickets.TURN.toNanos());
        keys.refresh();
    }

    @Test
    void keysOfEveryKindAreRead() throws Exception {
        for (CertificateBuilder.Algorithm algorithm : new CertificateBuilder.Algorithm[] {
            CertificateBuilder.Algorithm.rsa2048,
            CertificateBuilder.Algorithm.ecp256,
            CertificateBuilder.Algorithm.ecp384
        }) {
            X509Bundle bundle = bundle(algorithm);
            Path chain = write("chain", bundle.getCertificatePathPEM());
            byte[] pkcs8 = bundle.getKeyPair().getPrivate().getEncoded();
            boolean rsa = algorithm == CertificateBuilder.Algorithm.rsa2048;
            Path plain = write("pkcs8", pem("PRIVATE KEY", pkcs8));
            // What openssl wrote for a long time: PKCS#1 and SEC 1.
            Path old = write("old", pem(rsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY", old(bundle)));
            for (Path key : new Path[] {plain, old}) {
                try (TlsKeys keys = TlsKeys.read(chain, key, chain)) {
                    assertEquals(bundle.getCertificate(), shown(keys));
                }
            }
        }
    }

    /** With the curve inside, as openssl writes it. */
    private static byte[] old(X509Bundle bundle) throws IOException {
        PrivateKeyInfo info =
                PrivateKeyInfo.getInstance(bundle.getKeyPair().getPrivate().getEncoded());
        if (bundle.getKeyPair().getPrivate() instanceof ECPrivateKey key) {
            int bits = key.getParams().getOrder().bitLength();
            return new org.bouncycastle.asn1.sec.ECPrivateKey(
                            bits, key.getS(), info.getPrivateKeyAlgorithm().getParameters())
                    .getEncoded();
        }
        return info.parsePrivateKey().toASN1Primitive().getEncoded();
    }

    @Test
    void aKeyThatEverybodyCanReadIsNoSecret() throws Exception {
        Path key = write("key", "");
        for (String permissions : new String[] {"rw-r-----", "rw----r--"}) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
            assertEquals(permissions.endsWith("r--"), Identity.isReadByAll(key));
        }
    }

    @Test
    void ed25519IsAKeyToo() throws Exception {
        X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ed25519);
        Path chain = write("chain", bundle.getCertificatePathPEM());
        Path key = write("key", bundle.getPrivateKeyPEM());
        assertEquals(1, Identity.read(chain, key).chain().size());
    }

    @Test
    void whatCannotServeIsRefusedWithTheReason() throws Exception {
        X509Bundle bundle = bundle(CertificateBuilder.Algorithm.ecp256);
        X509Bundle other = bundle(CertificateBuilder.Algorithm.ecp256);
        Path chain = write("chain", bundle.getCertificatePathPEM());
        Path key = write("key", bundle.getPrivateKeyPEM());
        Path none = directory.resolve("none");
        Path empty = write("empty", "");
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        Path damaged = write("damaged", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path encrypted = write("encrypted", pem("ENCRYPTED PRIVATE KEY", encryptedKey()));
        assertRefused("there is no file", none, key);
        assertRefused("there is no file", chain, none);
        assertRefused("there is no certificate in", empty, key);
        assertRefused("there is no private key in", chain, empty);
        assertRefused("is not a file", directory, key);
        assertRefused("is not a file", chain, directory);
        assertRefused("there is no PEM text in", chain, bytes);
        assertRefused("cannot be read", chain, damaged);
        assertRefused("is encrypted", chain, encrypted);
        assertRefused("is not that of the first certificate", chain, write("other", other.getPrivateKeyPEM()));
        X509Bundle rsa = bundle(CertificateBuilder.Algorithm.rsa2048);
        assertRefused("is not that of the first certificate", chain, write("rsa", rsa.getPrivateKeyPEM()));
        IOException authorities = assertThrows(IOException.class, () -> TlsKeys.read(chain, key, empty));
        assertTrue(authorities.getMessage().contains("there is no certificate in"), authorities.getMessage());
    }

    /** Only its outermost shape is looked at. */
    private static byte[] encryptedKey() throws IOException {
        return new org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo(
                        new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.id_PBES2),
                        new byte[16])
                .getEncoded();
    }

    private void assertRefused(String reason, Path chain, Path key) {
        IOException refusal = assertThrows(IOException.class, () -> TlsKeys.read(chain, key, null));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
