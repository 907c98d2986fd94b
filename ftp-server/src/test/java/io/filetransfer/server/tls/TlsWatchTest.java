package io.filetransfer.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsWatchTest {
    private final List<String> failures = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new TlsWatch(failures::add, subject -> {}), new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    events.add(event);
                }
            });

    @Test
    void aPeerThatEndsItsSideHasClosedItsDirection() {
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        assertEquals(List.of(ChannelInputShutdownEvent.INSTANCE), events);
        assertEquals(List.of(), failures);
        assertTrue(channel.isOpen());
    }

    @Test
    void aFailureIsToldOnceAndEndsTheConnection() {
        SSLException cause = new SSLException("no common cipher");
        channel.pipeline().fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
        channel.pipeline().fireExceptionCaught(new DecoderException(cause));
        assertEquals(List.of("no common cipher"), failures);
        assertEquals(List.of(), events);
        assertFalse(channel.isOpen());
    }

    @Test
    void theInnermostReasonIsTold() {
        Throwable inner = new CertificateException("the certificate is not for clients", new IOException());
        SSLException cause = new SSLHandshakeException("General OpenSslEngine problem");
        cause.initCause(inner);
        channel.pipeline().fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
        assertEquals(List.of("the certificate is not for clients"), failures);
    }

    /** Whoever stops in the middle, or is too slow: it has no message of its own, and "null" helps nobody. */
    @Test
    void anEndInTheHandshakeIsSaidInWords() {
        channel.pipeline().fireUserEventTriggered(new SslHandshakeCompletionEvent(new ClosedChannelException()));
        assertEquals(List.of("the connection ended before the handshake did"), failures);
    }

    @Test
    void otherFailuresAreForOthers() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException("of a decoder"));
        assertThrows(IllegalStateException.class, channel::checkException);
        channel.pipeline().fireExceptionCaught(new DecoderException("without a cause"));
        assertThrows(DecoderException.class, channel::checkException);
        assertEquals(List.of(), failures);
        assertTrue(channel.isOpen());
    }
}
